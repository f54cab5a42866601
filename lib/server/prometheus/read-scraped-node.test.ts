import { expect, it } from 'vitest'
import { builtInProfiles } from './built-in-profiles.ts'
import type { Profile } from './profile.ts'
import { missingSignals } from './read-scraped-node.ts'

const why = (id: string, signal: string) =>
  missingSignals(builtInProfiles().find(profile => profile.id === id) as Profile).find(
    missing => missing.signal === signal,
  )?.why

it('names what HAProxy does not export, by name, and nothing that it does', () => {
  expect(why('haproxy', 'zombies')).toMatch(/^not exported by HAProxy/)
  expect(why('haproxy', 'connections')).toBeUndefined()
  // It has no attempts of its own, but what it accepts stands for them.
  expect(why('haproxy', 'attempts_rate')).toBeUndefined()
})

it('misses nothing of what a row is made from in our own agent, but what it says elsewhere', () => {
  expect(why('stormdeck-agent', 'zombies')).toBeUndefined()
  expect(why('stormdeck-agent', 'queued')).toMatch(/in the agent's status: list the agent/)
  expect(why('stormdeck-agent', 'cpu_cores')).toMatch(/in the agent's status/)
})

it('where CPU is reported in percent only, says where it is shown', () => {
  expect(why('haproxy', 'cpu_cores')).toBe('reported by HAProxy in percent: see Prometheus below')
  expect(why('nats', 'cpu_percent')).toBeUndefined()
})
