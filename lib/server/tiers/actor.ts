import type { Actor } from './plan-order.ts'

/** Whoever sits at this machine's browser: until sign-in exists the dashboard answers on loopback only. */
export const BROWSER_OPERATOR: Actor = { by: 'operator', via: 'browser' }
