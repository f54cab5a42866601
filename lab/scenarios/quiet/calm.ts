import type { Scenario } from '../../scenario.ts'
import { watchQuietly } from './watch-quietly.ts'

/** The demo's fleet, smaller, on a calm day. */
export const calm: Scenario = {
  name: 'calm',
  summary: 'a fleet on which nothing happens; fails if an alarm would have been raised',
  options: {
    clients: { kind: 'number', help: 'clients a node', default: '300', min: 1, max: 4_000 },
    for: { kind: 'duration', help: 'how long to watch', default: '60s', min: 1_000, max: 3_600_000 },
    record: { kind: 'text', help: 'write what the agents reported to this file' },
  },
  run: context =>
    watchQuietly(context, {
      name: 'calm',
      title: 'A calm minute, as the agents saw it',
      clients: context.options.number('clients') ?? 300,
      forMs: context.options.number('for') ?? 60_000,
    }),
}
