import { isOutage, isQueryProblem, PrometheusError, type PrometheusProblem } from './problem.ts'
import { type PrometheusAnswer, partialProblem } from './prometheus-answer.ts'
import type { PrometheusClient } from './prometheus-client.ts'

/** What Prometheus is asked for. The first that fails speaks for the source. */
const PURPOSES = ['rows', 'servers', 'targets', 'history', 'host'] as const
export type Purpose = (typeof PURPOSES)[number]

/** A purpose that nobody has asked for this long says nothing of the source any more. */
const FORGET_MS = 5 * 60_000

type Round = { problem: PrometheusProblem | null; at: number }

/**
 * How calls go, by purpose, so that the state of the source is known without asking anything more. A round is
 * everything that one purpose asks at once; its worst problem counts until its next round, whatever else succeeds.
 * @param mono monotonic ms
 */
export function createSourceRounds(mono: () => number) {
  const rounds = new Map<Purpose, Round>()

  /** Runs one round; only failures of Prometheus count, and answers that came in part. */
  async function round<T>(
    purpose: Purpose,
    client: PrometheusClient,
    ask: (client: PrometheusClient) => Promise<T>,
  ): Promise<T> {
    let worst: PrometheusProblem | null = null
    const note = (error: unknown) => {
      if (
        error instanceof PrometheusError &&
        (worst === null || worst.kind === 'partial' || (!isOutage(worst) && isOutage(error.problem)))
      )
        worst = error.problem
    }
    const watch =
      <A extends unknown[], T>(call: (...args: A) => Promise<PrometheusAnswer<T>>) =>
      async (...args: A) => {
        try {
          const answer = await call(...args)
          worst ??= partialProblem(answer)
          return answer
        } catch (error) {
          note(error)
          throw error
        }
      }
    const watching: PrometheusClient = {
      ...client,
      instant: watch(client.instant),
      range: watch(client.range),
      // What cannot be listed is asked otherwise; only that it cannot be reached counts.
      labelValues: (...args) =>
        client.labelValues(...args).catch(error => {
          if (!isQueryProblem(error)) note(error)
          throw error
        }),
      ...(purpose === 'targets' ? { targets: watch(client.targets) } : {}),
    }
    try {
      return await ask(watching)
    } finally {
      rounds.set(purpose, { problem: worst, at: mono() })
    }
  }

  /** `undefined`: nothing has been asked yet. */
  function problem(): PrometheusProblem | null | undefined {
    for (const [purpose, { at }] of rounds) if (mono() - at > FORGET_MS) rounds.delete(purpose)
    if (rounds.size === 0) return undefined
    return PURPOSES.map(purpose => rounds.get(purpose)?.problem).find(found => found != null) ?? null
  }

  /** Whether it has been asked for that at all. */
  const asked = (purpose: Purpose): boolean => rounds.has(purpose)

  return { round, problem, asked }
}
export type SourceRounds = ReturnType<typeof createSourceRounds>
