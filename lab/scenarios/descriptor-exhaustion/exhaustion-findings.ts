import type { AgentStatus, Tier } from '@stormdeck/protocol'
import type { Row } from '../../report/format-table.ts'
import type { StormCount } from '../../storm/storm-process.ts'

/** The tier that is ordered while descriptors are gone. */
export const ORDERED_TIER: Tier = 2

/** What was seen of a server while clients knocked. Unknown is `null`. */
export class ExhaustionFindings {
  answers = 0
  silent = 0
  /** Why the agent's count is a lower bound, in its words. */
  lowerBound: string | null = null
  descriptorsOpen = 0
  effective: Tier = 1
  /** Attempts as the agent counted them. */
  counted: number | null = null
  orderStatus: number | null = null
  webAnswered: boolean | null = null

  note(status: AgentStatus | null): void {
    if (!status) {
      this.silent++
      return
    }
    this.answers++
    this.counted = status.totals.attempts
    if (status.lowerBound.active) this.lowerBound = status.lowerBound.why ?? 'yes'
    this.descriptorsOpen = Math.max(this.descriptorsOpen, status.descriptors.open ?? 0)
    if (status.tier.effective > this.effective) this.effective = status.tier.effective
  }
}

/** What else is known when it is over. */
export type Aftermath = {
  descriptors: number
  residents: number
  residentsLost: number
  /** Clients that knocked, each as often as it liked. */
  knocking: number
  knocks: StormCount | undefined
  /** The product's own detector came to this verdict. */
  storm: boolean
}

type Check = { what: string; value: string; ok: boolean }

/** Everything F40 is about, and whether it is as it should be. */
export function checksOf(findings: ExhaustionFindings, after: Aftermath): Check[] {
  const { descriptors, residents, residentsLost, knocking, knocks, storm } = after
  const { answers, silent, lowerBound, descriptorsOpen, counted, orderStatus, effective } = findings
  const { attempts = 0, accepted = 0, failed = 0 } = knocks ?? {}
  const made = attempts + residents
  return [
    {
      what: 'descriptors in use',
      value: `${descriptorsOpen} of ${descriptors}`,
      ok: descriptorsOpen >= descriptors * 0.9,
    },
    { what: 'attempts made by the clients', value: `${made}`, ok: attempts >= knocking },
    {
      what: 'attempts the agent could count',
      value: `${lowerBound === null ? '' : '≥ '}${counted ?? '—'}`,
      // Everybody it let in, and nobody who was not there.
      ok: counted !== null && counted >= accepted + residents && counted <= made,
    },
    { what: 'the agent says that it is a lower bound', value: lowerBound ?? 'no', ok: lowerBound !== null },
    { what: 'status answered', value: `${answers} of ${answers + silent}`, ok: silent === 0 },
    { what: 'verdict reached storm', value: storm ? 'yes' : 'no', ok: storm },
    {
      what: `signed order of tier ${ORDERED_TIER}`,
      value: `${orderStatus ?? 'no answer'}, effective tier ${effective}`,
      ok: orderStatus === 200 && effective === ORDERED_TIER,
    },
    { what: 'residents lost', value: `${residentsLost} of ${residents}`, ok: residentsLost === 0 },
    {
      // F40: the web application on the same server is unreachable, too; otherwise nothing was exhausted.
      what: 'a new browser is turned away by the same process',
      value: findings.webAnswered === null ? 'not tried' : findings.webAnswered ? 'no' : 'yes',
      ok: findings.webAnswered === false,
    },
    {
      what: 'knocking clients accepted, in the descriptors that were left',
      value: `${accepted} of ${descriptors - residents}`,
      ok: accepted > 0 && accepted + residents < descriptors,
    },
    { what: 'closed without an answer', value: `${failed} of ${attempts}`, ok: failed > accepted },
  ]
}

export function checkRows(checks: readonly Check[]): Row[] {
  return checks.map(({ what, value, ok }) => ({ what, value, ok: ok ? 'as it should be' : 'WRONG' }))
}
