import type { Effect, Event, Model } from './machine/model.ts'
import { step } from './machine/step.ts'
import type { Setting } from './options.ts'

/**
 * Drives the machine, with one timer for whatever is due next.
 * @param turned takes the outcome of each turn, before the timer is set
 */
export function createLoop(
  first: Model,
  set: Setting,
  turned: (model: Model, effects: Effect[]) => void,
): (event: Event) => void {
  // Taken out: the browser's own refuse to be called on another object.
  const { now, setTimeout, clearTimeout } = set.clock
  let model = first
  let wakeAt: number | undefined
  let timer: unknown

  return function dispatch(event) {
    const turn = step(model, event, { ...set, now: now() })
    model = turn.model
    turned(model, turn.effects)
    const next = Math.min(...Object.values(model.due))
    if (next === wakeAt) return
    wakeAt = next
    clearTimeout(timer)
    const wake = () => {
      wakeAt = 0
      dispatch({ type: 'tick' })
    }
    if (next < Number.POSITIVE_INFINITY) timer = setTimeout(wake, Math.max(Math.ceil(next - now()), 0))
  }
}
