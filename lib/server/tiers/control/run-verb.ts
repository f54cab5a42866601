import { parse } from '@stormdeck/protocol'
import { ApiFailure } from '../../http/api-failure.ts'
import type { Actor } from '../plan-order.ts'
import { CONTROL_VERBS, type ControlParts, type ControlVerb } from './control-verbs.ts'

/**
 * Runs one verb by its name.
 * @throws {ApiFailure} when there is no such verb, its input does not fit, or it is refused
 */
export async function runVerb(
  parts: ControlParts,
  name: string,
  input: unknown,
  actor: Actor,
): Promise<unknown> {
  if (!Object.hasOwn(CONTROL_VERBS, name)) throw new ApiFailure('not-found', `There is no command "${name}".`)
  const { shape, run } = CONTROL_VERBS[name as ControlVerb]
  const parsed = parse<object>(shape, input)
  if (!parsed.ok) throw new ApiFailure('bad-request', `The command does not fit: ${parsed.error}.`)
  return (run as (parts: ControlParts, input: object, actor: Actor) => Promise<unknown>)(
    parts,
    parsed.value,
    actor,
  )
}
