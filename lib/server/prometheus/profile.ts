import { z } from 'zod'

/** How a signal was verified: on the running server, in its source, in its documentation, or not at all. */
export const VERIFIED = ['run', 'source', 'docs', 'none'] as const
/**
 * `server` holds the sessions itself. `proxy` stands in front and holds the same sessions again. `host` describes a
 * machine. `runtime` knows a process, and nothing of its sessions.
 */
export const PROFILE_ROLES = ['server', 'proxy', 'host', 'runtime'] as const

/** `WINDOW` in an expression is this literal; it is replaced by at least four scrape intervals. */
export const WINDOW_LITERAL = '[5m]'

/** `[…]` of an expression, outside of strings. */
const ranges = (expr: string) => expr.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/\[[^\]]*\]/g) ?? []

const signalName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, { error: 'must be a name such as accepts_rate' })

export const profileSignalSchema = z.strictObject({
  /** PromQL, one series an instance (some with one label more). Ranges are the literal `[5m]`. */
  expr: z
    .string()
    .min(1)
    .max(4_000)
    .refine(expr => ranges(expr).every(range => range === WINDOW_LITERAL), {
      error: `has a range of its own; write every range as ${WINDOW_LITERAL}: it is replaced by four scrapes or more`,
    }),
  type: z.string().max(80).default('gauge'),
  metrics: z.array(z.string()).default([]),
  verified: z.enum(VERIFIED).default('none'),
  note: z.string().max(400).optional(),
})
export type ProfileSignal = z.infer<typeof profileSignalSchema>

export const profileSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, { error: 'must be a name such as my-server' }),
  /** What people call the server. */
  name: z.string().min(1).max(40),
  title: z.string().min(1).max(120),
  version: z.string().max(400).default(''),
  verified: z.string().max(120).default('none'),
  role: z.enum(PROFILE_ROLES).default('server'),
  /** Series selectors; an instance that has any of them is such a server. Empty: chosen by hand only. */
  detect: z.array(z.string().min(1).max(200)).max(8),
  signals: z.record(signalName, profileSignalSchema),
  /** Signal → why the server does not export it. `*` speaks for all. */
  unavailable: z.record(z.string(), z.string()).default({}),
  control: z
    .strictObject({
      available: z.boolean(),
      actions: z.record(z.string(), z.string()).default({}),
      note: z.string().optional(),
    })
    .default({ available: false, actions: {} }),
  pitfalls: z.array(z.string()).default([]),
  sources: z.array(z.string()).default([]),
})
export type Profile = z.infer<typeof profileSchema>

/** The sentence shown where a signal would be: unknown for a reason is not zero. */
export function notExported(profile: Profile, signal: string): string {
  // Some reasons begin with what the sentence says anyway.
  const why = (profile.unavailable[signal] ?? profile.unavailable['*'])?.replace(
    /^not exported\b[\s:;,]*/i,
    '',
  )
  if (!why) return `not exported by ${profile.name}`
  return `not exported by ${profile.name}${why.startsWith('(') ? ' ' : ': '}${why}`
}
