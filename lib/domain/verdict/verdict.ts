import type { Scope } from '@stormdeck/protocol'
import type { TimeZone } from '../../format/clock.ts'
import type { FleetState } from '../fleet-state.ts'
import { EXECUTIVE_WORDS } from './executive-words.ts'
import { judgementFrom } from './judgement.ts'
import { situationOf } from './situation.ts'
import type { Verdict } from './verdict-level.ts'
import { WALL_WORDS } from './wall-words.ts'

/**
 * What is going on in a scope, in the words of every screen, from one judged state. Only what is measured is claimed
 * (architecture.md, rule 10). When the feed itself is silent, give it the state as `agedFleet` makes it.
 * @param timeZone in which clock times are written
 */
export function verdictOf(state: FleetState, scope: Scope, timeZone: TimeZone = 'UTC'): Verdict {
  const situation = situationOf(state, scope, timeZone)
  const wall = WALL_WORDS[situation.level](situation)
  const executive = EXECUTIVE_WORDS[situation.level](situation)
  return {
    ...judgementFrom(situation),
    wallHeadline: wall.headline,
    wallDetail: wall.detail,
    executiveSentence: executive.sentence,
    executiveSecond: executive.second,
  }
}
