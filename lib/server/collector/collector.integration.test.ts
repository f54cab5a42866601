import { setTimeout as wait } from 'node:timers/promises'
import type { AgentStatus } from '@stormdeck/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { type Clock, steadyClock } from '../clock/clock.ts'
import { MAX_STATUS_BYTES } from './agent-link.ts'
import type { AgentNode, AgentTarget } from './agent-node.ts'
import { type Collector, createCollector, EXPECTED_FOR_MS } from './collector.ts'
import { type FakeAgent, startFakeAgent, startHostile } from './test/fake-agent.ts'
import { statusSample } from './test/status-sample.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function agent(id: string): Promise<FakeAgent> {
  const started = await startFakeAgent(id)
  closing.push(started.close)
  return started
}

async function hostile(...how: Parameters<typeof startHostile>): Promise<string> {
  const started = await startHostile(...how)
  closing.push(started.close)
  return started.url
}

const target = (url: string, over: Partial<AgentTarget> = {}): AgentTarget => ({
  url,
  id: null,
  group: null,
  readTokenFile: null,
  caFile: null,
  ...over,
})

function collect(
  targets: AgentTarget[],
  onAnswer: (node: AgentNode, status: AgentStatus) => void = () => {},
  clock: Clock = steadyClock(),
): Collector {
  const collector = createCollector({ clock, baseDir: '/', burstOf: () => 50, onAnswer })
  closing.push(collector.close)
  collector.setTargets(targets)
  return collector
}

/** Waits for something to become true; what never does fails by the time limit of the test. */
async function until(true_: () => boolean): Promise<void> {
  while (!true_()) await wait(10)
}

describe('collector against real servers', () => {
  it('reads every agent about once a second over one connection', async () => {
    const fleet = await Promise.all(['ws-1', 'ws-2', 'ws-3'].map(agent))
    const collector = collect(fleet.map(({ url }) => target(url)))
    await until(() => fleet.every(({ seen }) => seen.requests >= 4))
    for (const { seen } of fleet) expect(seen.connections).toBe(1)
    expect(collector.nodes().map(node => node.id)).toEqual(['ws-1', 'ws-2', 'ws-3'])
    expect(collector.nodes().every(node => node.error === null)).toBe(true)
  })

  it('hears of a burst before the second is over', async () => {
    const one = await agent('ws-1')
    const bursts: AgentStatus[] = []
    collect([target(one.url)], (_node, status) => {
      if (status.burst.holds) bursts.push(status)
    })
    await until(() => one.seen.requests >= 2)
    const before = one.seen.requests
    one.attempts(60)
    await until(() => bursts.length > 0)
    expect(one.seen.requests).toBeLessThanOrEqual(before + 1)
    expect(bursts[0]?.attempts.firstTime.some(count => count === 60)).toBe(true)
  })

  it('keeps every other row whole while one agent misbehaves', async () => {
    const good = await agent('ws-1')
    const big = 'x'.repeat(MAX_STATUS_BYTES + 1_000)
    const ways: Record<string, { url: string; error: RegExp }> = {
      huge: { url: await hostile(response => response.end(big)), error: /more than 256 KiB/ },
      endless: {
        url: await hostile(response => {
          const more = () => {
            while (!response.destroyed && response.write('x'.repeat(65_536)));
          }
          response.on('drain', more)
          more()
        }),
        error: /more than 256 KiB/,
      },
      slow: { url: await hostile(() => {}), error: /did not answer within 1500 ms/ },
      dripping: {
        url: await hostile(response => {
          const timer = setInterval(() => response.write(' '), 50)
          response.on('close', () => clearInterval(timer))
        }),
        error: /did not answer within 1500 ms/,
      },
      garbage: { url: await hostile(response => response.end('<html>')), error: /not JSON/ },
      shapeless: {
        url: await hostile(response => response.end('{"protocol":1}')),
        error: /cannot read \(node/,
      },
      negative: {
        url: await hostile(response => {
          const status = statusSample()
          response.end(JSON.stringify({ ...status, pool: { ...status.pool, current: -5 } }))
        }),
        error: /pool\.current/,
      },
      unnameable: {
        url: await hostile(response => {
          const status = statusSample()
          response.end(JSON.stringify({ ...status, node: { ...status.node, id: '__proto__' } }))
        }),
        error: /not a name/,
      },
      forbidden: {
        url: await hostile(response => response.writeHead(401).end()),
        error: /read token \(401\)/,
      },
      redirect: {
        url: await hostile(response => response.writeHead(302, { location: good.url }).end()),
        error: /redirects \(302\)/,
      },
      reset: { url: await hostile(response => response.destroy()), error: /closed the connection/ },
      'somebody else': { url: (await agent('other')).url, error: /calls itself other and not somebody else/ },
    }
    const collector = collect([
      target(good.url),
      ...Object.entries(ways).map(([id, { url }]) => target(url, { id })),
    ])
    const node = (id: string) => collector.nodes().find(each => each.id === id)
    // A machine under load may let the first reads run into their deadline; what is said once it answers counts.
    await until(() => Object.entries(ways).every(([id, { error }]) => error.test(node(id)?.error ?? '')))
    for (const [id, { error }] of Object.entries(ways)) {
      expect(node(id)?.error, id).toMatch(error)
      expect(node(id)?.status, id).toBeNull()
    }
    const before = good.seen.requests
    await until(() => good.seen.requests >= before + 2)
    expect(node('ws-1')).toMatchObject({ error: null, refused: false })
  })

  it('does not let one agent speak for another', async () => {
    const [first, second] = await Promise.all([agent('ws-1'), agent('ws-1')])
    const collector = collect([target(first.url), target(second.url)])
    await until(() => collector.nodes().some(node => node.status !== null))
    await until(() => collector.nodes().some(node => /give every agent its own id/.test(node.error ?? '')))
    expect(collector.nodes().filter(node => node.status !== null)).toHaveLength(1)
  })

  it('keeps a listed id for its address, whoever used it first', async () => {
    const thief = await agent('ws-1')
    const collector = collect([target(thief.url)])
    await until(() => collector.node('ws-1') !== null)
    const listed = await agent('ws-1')
    const both = [target(thief.url), target(listed.url, { id: 'ws-1' })]
    collector.setTargets(both)
    await until(() => collector.nodes().every(node => node.status !== null || node.error !== null))
    const [stolen, own] = both.map(({ url }) => collector.nodes().find(node => node.target.url === url))
    expect(own?.status?.node.id).toBe('ws-1')
    expect(stolen).toMatchObject({ status: null, error: expect.stringMatching(/as .* does; give every/) })
  })

  it('keeps an agent to the first id it used, and frees that id once it was not heard for long', async () => {
    const clock = steadyClock()
    let later = 0
    const aged = { mono: () => clock.mono() + later, now: clock.now }
    const names = new Set<string>()
    const turncoat = await agent('ws-1')
    const collector = collect([target(turncoat.url)], (_node, { node }) => names.add(node.id), aged)
    await until(() => collector.nodes()[0]?.status !== null)
    const says = (id: string) => turncoat.say({ node: { ...statusSample().node, id } })
    for (const id of ['ws-2', 'ws-3']) {
      says(id)
      await until(() => collector.nodes()[0]?.error?.includes(`calls itself ${id} and was ws-1`) === true)
    }
    expect([...names]).toEqual(['ws-1'])
    expect(collector.node('ws-1')).not.toBeNull()
    later = EXPECTED_FOR_MS + 1
    await until(() => collector.node('ws-3')?.node.error === null)
    expect(collector.node('ws-1')).toBeNull()
    const heir = await agent('ws-1')
    collector.setTargets([target(turncoat.url), target(heir.url)])
    await until(() => collector.node('ws-1')?.node.target.url === heir.url)
  })

  it('says that an agent is gone, and goes on when it is back under the same address', async () => {
    const one = await startHostile(response => response.end(JSON.stringify(statusSample())))
    const port = new URL(one.url).port
    const collector = collect([target(one.url)])
    const [node] = collector.nodes()
    await until(() => node?.status !== null)
    await one.close()
    await until(() => node?.error !== null)
    expect(node?.error).toMatch(/refuses connections|closed the connection/)
    expect(node?.refused).toBe(false)
    const http = await import('node:http')
    const back = http.createServer((_request, response) => response.end(JSON.stringify(statusSample())))
    await new Promise<void>(resolve => back.listen(Number(port), '127.0.0.1', resolve))
    closing.push(() => {
      back.closeAllConnections()
      back.close()
    })
    await until(() => node?.error === null)
  })

  it('follows the list of targets: a node that nobody lists any more is marked, and kept', async () => {
    const [first, second] = await Promise.all([agent('ws-1'), agent('ws-2')])
    const collector = collect([target(first.url), target(second.url)])
    await until(() => collector.nodes().every(node => node.status !== null))
    collector.setTargets([target(first.url)])
    expect(collector.node('ws-2')?.node.vanishedAt).not.toBeNull()
    collector.setTargets([target(first.url), target(second.url)])
    expect(collector.node('ws-2')?.node.vanishedAt).toBeNull()
  })
})
