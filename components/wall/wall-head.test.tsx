import { expect, test } from 'vitest'
import { staticScreen } from '@/components/shell/test/static-screen.tsx'
import {
  fleetSample,
  leaseSample,
  nodeSample,
  SAMPLE_AT,
  stormSample,
} from '@/lib/domain/test/fleet-sample.ts'
import { WallHead } from './wall-head.tsx'

test('what matters comes first below the headline, in clauses that are left out whole', () => {
  const storming = nodeSample('ws-2', { stormState: 'storm', stormSince: SAMPLE_AT - 259_000 })
  const full = nodeSample('ws-4', { connections: 49_000, timeToFullMs: 120_000, fullsFirst: 'connections' })
  const fleet = fleetSample([storming, { ...full, authBreaker: 'open' }], {
    storms: [stormSample({ nodes: ['ws-2'] })],
    tier: { ...fleetSample([]).tier, leases: [leaseSample()], ordered: 2 },
  })
  const html = staticScreen(fleet, <WallHead />)
  expect([...html.matchAll(/·<\/span>([^<]*?) ?<\/span>/g)].map(match => match[1])).toEqual([
    'ws-4: pool full in 2 min',
    'ws-4: authentication circuit breaker is open',
    'Tier 2 ordered, in force on 0 of 2 nodes',
  ])
})
