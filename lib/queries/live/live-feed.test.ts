import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { FLEETS } from '../../../components/gallery/fixtures/fleets.ts'
import type { FeedMessage } from '../../contract/feed.ts'
import { createFeedEncoder } from '../../contract/feed-encode.ts'
import { agedFleet } from '../../domain/aged-fleet.ts'
import { feedRhythmMs, pollIntervalMs } from './feed-rhythm.ts'
import { followFeed, type LiveFeedDeps, wait } from './live-feed.ts'
import type { LiveLink } from './live-link.ts'

type Answer = Response | Error

const messages = (count: number): FeedMessage[] => {
  const encoder = createFeedEncoder()
  return Array.from({ length: count }, (_, i) =>
    encoder.next({ ...FLEETS.calm, at: FLEETS.calm.at + i * 1_000 }, {}),
  )
}
const stream = (sent: readonly FeedMessage[]) =>
  new Response(sent.map(message => `data: ${JSON.stringify(message)}\n\n`).join(''))

/** Follows a feed that gives these answers in turn, and stops when they are used up. */
async function follow(answers: Answer[], random = () => 0.5) {
  const ending = new AbortController()
  const asked: string[] = []
  const waits: number[] = []
  const seen: number[] = []
  const links: LiveLink[] = []
  const deps: LiveFeedDeps = {
    url: '/api/live',
    random,
    ownBuild: null,
    fetchFrom: async input => {
      asked.push(String(input))
      const answer = answers.shift()
      if (answer === undefined) ending.abort()
      if (answer instanceof Response) return answer
      throw answer ?? new TypeError('fetch failed')
    },
    wait: async ms => {
      waits.push(ms)
    },
  }
  const events = {
    onMessage: (_message: FeedMessage, picture: { seq: number }) => seen.push(picture.seq),
    onLink: (link: LiveLink) => links.push(link),
  }
  await followFeed(deps, events, ending.signal)
  return { asked, waits, seen, links }
}

test('a stream is followed message by message', async () => {
  const sent = messages(3)
  const { seen, links } = await follow([stream(sent)])
  expect(seen).toEqual(sent.map(message => message.seq))
  expect(links[0]).toEqual({ status: 'live', carrier: 'stream' })
})

test('a missed number starts over with a whole picture instead of drawing a wrong one', async () => {
  const [first, , third] = messages(3)
  if (first === undefined || third === undefined) throw new Error('three messages were made')
  const again = messages(1)
  const { seen, links } = await follow([stream([first, third]), stream(again)])
  expect(seen).toEqual([first.seq, again[0]?.seq])
  expect(links).toContainEqual({
    status: 'lost',
    error: 'A message of the live feed was missed.',
    failures: 1,
  })
})

test('after two streams that failed it polls, and the first message counts as live', async () => {
  const once = () => Response.json(messages(1)[0])
  const { asked, links } = await follow([new TypeError('x'), new TypeError('x'), once(), once()])
  expect(asked.slice(0, 4)).toEqual(['/api/live', '/api/live', '/api/live?once=1', '/api/live?once=1'])
  expect(links.slice(0, 3)).toEqual([
    { status: 'lost', error: 'The server cannot be reached.', failures: 1 },
    { status: 'lost', error: 'The server cannot be reached.', failures: 2 },
    { status: 'live', carrier: 'poll' },
  ])
})

test('retries grow, are jittered, and never stop', async () => {
  const failures = Array.from({ length: 12 }, () => new TypeError('x'))
  const low = await follow([...failures], () => 0)
  const high = await follow([...failures], () => 1)
  expect(low.waits.slice(0, 3)).toEqual([1_000, 1_500, 2_250])
  expect(Math.max(...low.waits)).toBe(30_000)
  expect(high.waits[0]).toBe(2_000)
  expect(low.asked.length).toBe(13)
})

test('polling slows down while the fleet is at tier 4 or 5', async () => {
  const manual = { ...FLEETS.calm, tier: { ...FLEETS.calm.tier, ordered: 5 as const } }
  const once = () => Response.json(createFeedEncoder().next(manual, {}))
  const { waits } = await follow([new TypeError('x'), new TypeError('x'), once()], () => 0.5)
  expect(waits[2]).toBe(3_500)
})

test('a refusal and nonsense are told as sentences', async () => {
  const refused = await follow([new Response('no', { status: 503 })])
  expect(refused.links[0]).toMatchObject({ error: 'The server answered 503.' })
  const nonsense = await follow([new Response('data: {"kind":"full"}\n\n')])
  expect(nonsense.links[0]).toMatchObject({ error: expect.stringContaining('something unexpected') })
})

type Asked = 'stream' | 'poll' | 'health'
const kindOf = (url: string): Asked =>
  url === '/api/health' ? 'health' : url.endsWith('once=1') ? 'poll' : 'stream'

/** Follows a feed that answers streams and polls by their number; ends after so many polls. */
async function followBoth(polls: number, answer: (kind: Asked, n: number) => Promise<Response>) {
  const ending = new AbortController()
  const asked = { stream: 0, poll: 0, health: 0 }
  const links: LiveLink[] = []
  const waits: number[] = []
  await followFeed(
    {
      url: '/api/live',
      random: () => 0.5,
      ownBuild: 'mine',
      wait: async ms => {
        waits.push(ms)
      },
      fetchFrom: async (input, init) => {
        const kind = kindOf(String(input))
        if (kind === 'poll' && asked.poll === polls) ending.abort()
        const answered = answer(kind, asked[kind]++)
        const aborted = new Promise<never>((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('over', 'AbortError')))
        })
        return Promise.race([answered, aborted])
      },
    },
    { onMessage: () => {}, onLink: link => links.push(link) },
    ending.signal,
  )
  return { asked, links, waits }
}
const refused = () => Promise.reject(new TypeError('refused'))
const never = () => new Promise<Response>(() => {})
const polled = () => Promise.resolve(Response.json(messages(1)[0]))

test('where streams never work it keeps polling, in its rhythm, while it tries one now and then', async () => {
  const { asked, links, waits } = await followBoth(50, kind => (kind === 'poll' ? polled() : refused()))
  expect(asked.stream).toBe(2 + 3)
  expect(links.filter(link => link.status === 'lost')).toHaveLength(2)
  expect(Math.max(...waits.slice(2))).toBe(2_000)
})

test('a stream that hangs holds up no poll', async () => {
  const { asked, links } = await followBoth(60, (kind, n) =>
    kind === 'poll' ? polled() : n < 2 ? refused() : never(),
  )
  expect(asked.stream).toBe(3)
  expect(links.slice(2)).toEqual(Array(61).fill({ status: 'live', carrier: 'poll' }))
})

test('a stream that delivers again takes over, time after time', async () => {
  const { asked, links } = await followBoth(60, (kind, n) => {
    if (kind === 'poll') return polled()
    return n === 2 || n === 4 ? Promise.resolve(stream(messages(3))) : refused()
  })
  const carriers = links.map(link => (link.status === 'live' ? link.carrier : link.status))
  expect(carriers.filter(carrier => carrier === 'stream').length).toBe(6)
  expect(asked.poll).toBe(61)
})

test('a success ends the backoff, whatever carried it; a server that is back is asked for a stream at once', async () => {
  const gone = (n: number) => n >= 5 && n < 12
  const { waits, asked } = await followBoth(16, (kind, n) =>
    kind === 'poll' && !gone(n) ? polled() : refused(),
  )
  // Two streams; five polls in time; then each failure waits longer, from the shortest on.
  expect(waits.slice(0, 10)).toEqual([1_500, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000, 1_500, 2_000, 2_750])
  expect(asked.stream).toBe(3)
})

test('waiting leaves nothing on the signal', async () => {
  const { signal } = new AbortController()
  await Promise.all([wait(0, signal), wait(1, signal), wait(1, signal)])
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  const ending = new AbortController()
  const waiting = wait(1_000_000, ending.signal)
  ending.abort()
  await waiting
  await wait(1_000_000, ending.signal)
})

test('polling never withdraws the values of a node that answers, at any tier', () => {
  const link = { status: 'live', carrier: 'poll' } as const
  for (const ordered of [1, 2, 3, 4, 5] as const) {
    const longest = Math.max(
      pollIntervalMs(ordered, () => 0),
      pollIntervalMs(ordered, () => 1),
    )
    const state = { ...FLEETS.calm, tier: { ...FLEETS.calm.tier, ordered } }
    const nodes = state.nodes.map(node => ({ ...node, ageMs: 1_300 }))
    const late = agedFleet({ ...state, nodes }, longest + 500, feedRhythmMs(link, ordered))
    expect(late.nodes.every(node => node.connections !== null)).toBe(true)
    const gone = agedFleet({ ...state, nodes }, 9_000, feedRhythmMs(link, ordered))
    expect(gone.nodes.every(node => node.reach === 'silent')).toBe(true)
  }
})

test('a message that cannot be read, from another build, says so and goes on trying', async () => {
  const odd = () => Promise.resolve(Response.json({ kind: 'full' }))
  const play = (build: string | null) =>
    followBoth(3, kind => (kind === 'health' ? Promise.resolve(Response.json({ build })) : odd()))
  const other = await play('theirs')
  expect(other.links.at(-1)).toMatchObject({ outdated: true, error: expect.stringMatching(/new version/) })
  expect(other.asked.poll).toBe(4)
  for (const build of ['mine', null]) {
    const same = await play(build)
    expect(same.links.every(link => link.status === 'lost' && link.outdated === undefined)).toBe(true)
  }
})
