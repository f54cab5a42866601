import { nullable, object, parse, text } from '@stormdeck/protocol'

/** The build this page or worker comes from, put in by the bundler; `null` where there is none, as in development. */
export const OWN_BUILD: string | null = process.env.NEXT_PUBLIC_STORMDECK_BUILD || null

const healthShape = object({ build: nullable(text(64)) })
const DEADLINE_MS = 4_000

/**
 * Whether the server says that it is another build than this code: then a message that does not fit is no fault.
 * `false` also where that cannot be known.
 */
export async function isOutdated(
  fetchFrom: typeof fetch,
  ownBuild: string | null,
  outer: AbortSignal,
): Promise<boolean> {
  if (ownBuild === null) return false
  try {
    const signal = AbortSignal.any([outer, AbortSignal.timeout(DEADLINE_MS)])
    const answer = await fetchFrom('/api/health', { cache: 'no-store', signal })
    const health = parse(healthShape, await answer.json())
    return health.ok && health.value.build !== null && health.value.build !== ownBuild
  } catch {
    return false
  }
}
