import type { FleetState } from './fleet-state.ts'

/** Whether servers of the demo are among the nodes: every screen says so, lest they are taken for a fleet of one's own. */
export const isDemo = ({ demo, nodes }: Pick<FleetState, 'demo' | 'nodes'>): boolean =>
  demo || nodes.some(node => node.demo)
