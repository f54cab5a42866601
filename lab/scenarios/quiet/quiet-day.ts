import type { Scenario } from '../../scenario.ts'
import { watchQuietly } from './watch-quietly.ts'

/** Morning and night of an ordinary day: ± 60 % of the clients (detection.md, "Early warning"). */
const SWING = 0.6

/** A whole day in minutes: clients come in the morning and go at night, and no alarm may be raised. */
export const quietDay: Scenario = {
  name: 'quiet-day',
  summary: 'a day in minutes: the crowd rises and falls by 60 %; fails if an alarm would have been raised',
  options: {
    clients: { kind: 'number', help: 'clients a node, on average', default: '300', min: 1, max: 2_500 },
    for: { kind: 'duration', help: 'length of the day', default: '10m', min: 10_000, max: 86_400_000 },
    record: { kind: 'text', help: 'write what the agents reported to this file' },
  },
  run(context) {
    const forMs = context.options.number('for') ?? 600_000
    return watchQuietly(context, {
      name: 'quiet-day',
      title: 'A quiet day, as the agents saw it',
      clients: context.options.number('clients') ?? 300,
      forMs,
      habits: { wave: { periodMs: forMs, share: SWING } },
    })
  },
}
