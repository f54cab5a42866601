import type { AgentStatus } from '@stormdeck/protocol'
import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  isBrokenCircuitError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'

export type BreakerState = 'closed' | 'half-open' | 'open'
export type Breaker = {
  readonly state: BreakerState
  /** Runs `call`, or rejects at once while open. A call that takes longer than the deadline has failed. */
  run<T>(call: () => Promise<T>): Promise<T>
}

export const FAILURES_TO_OPEN = 5
export const OPEN_FOR_MS = 10_000
const DEADLINE_MS = 10_000
/** As many as the status tells. */
export const MAX_BREAKERS = 32
const MAX_NAME_CHARACTERS = 64

/** Whether a call was rejected without being made, since its breaker is open. */
export const isOpenCircuit = isBrokenCircuitError

/**
 * F26. Opens after five failures in a row, tries again after 10 s.
 * @param onOpen called when it opens, and not again until it has closed in between
 */
export function createBreaker(onOpen: () => void = () => {}): Breaker {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: OPEN_FOR_MS,
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
  })
  let wasClosed = true
  breaker.onBreak(() => {
    if (wasClosed) onOpen()
    wasClosed = false
  })
  breaker.onReset(() => {
    wasClosed = true
  })
  const policy = wrap(breaker, timeout(DEADLINE_MS, TimeoutStrategy.Aggressive))
  return {
    get state() {
      if (breaker.state === CircuitState.Closed) return 'closed'
      return breaker.state === CircuitState.HalfOpen ? 'half-open' : 'open'
    },
    run: call => policy.execute(call),
  }
}

/** The breakers in front of the application's own services, by name. */
export class Breakers {
  readonly #byName = new Map<string, Breaker>()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** `call` behind the breaker of this name. One name is one downstream service. */
  guard<A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    const breaker = this.#named(name.slice(0, MAX_NAME_CHARACTERS))
    if (breaker) return (...args) => breaker.run(() => call(...args))
    this.#onError(
      new RangeError(`stormdeck: more than ${MAX_BREAKERS} guarded services; "${name}" has no breaker`),
    )
    return call
  }

  states(): AgentStatus['breakers'] {
    return Object.fromEntries([...this.#byName].map(([name, breaker]) => [name, breaker.state]))
  }

  #named(name: string): Breaker | null {
    const known = this.#byName.get(name)
    if (known || this.#byName.size >= MAX_BREAKERS) return known ?? null
    const breaker = createBreaker()
    this.#byName.set(name, breaker)
    return breaker
  }
}
