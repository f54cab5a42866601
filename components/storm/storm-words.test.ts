import { expect, test } from 'vitest'
import { fleetSample, nodeSample, SAMPLE_AT, stormSample } from '@/lib/domain/test/fleet-sample.ts'
import { judgementOf } from '@/lib/domain/verdict/judgement.ts'
import { timesIn } from '@/lib/format/times.ts'
import { stormFacts } from './storm-words.ts'

test('the page of a storm and the verdict round its shares alike', () => {
  const storm = stormSample({ nodes: ['ws-2'] })
  const node = nodeSample('ws-2', { stormState: 'storm', stormSince: SAMPLE_AT - 259_000 })
  const { detail } = judgementOf(fleetSample([node], { storms: [storm] }), { kind: 'fleet', name: null })
  const facts = Object.fromEntries(stormFacts(storm, timesIn('UTC')))
  expect(detail).toContain('48 % refused · 83 % from client mobile 3.2.0')
  expect(facts.Refused).toBe('46,320 (48 %)')
  expect(facts['Most frequent client']).toBe('mobile 3.2.0, 83 % of attempts')
})
