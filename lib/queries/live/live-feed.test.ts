import { expect, test } from 'vitest'
import { FLEETS } from '../../../components/gallery/fixtures/fleets.ts'
import type { FeedMessage } from '../../contract/feed.ts'
import { createFeedEncoder } from '../../contract/feed-encode.ts'
import { followFeed, type LiveFeedDeps } from './live-feed.ts'
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
  expect(waits[2]).toBe(5_000)
})

test('a refusal and nonsense are told as sentences', async () => {
  const refused = await follow([new Response('no', { status: 503 })])
  expect(refused.links[0]).toMatchObject({ error: 'The server answered 503.' })
  const nonsense = await follow([new Response('data: {"kind":"full"}\n\n')])
  expect(nonsense.links[0]).toMatchObject({ error: expect.stringContaining('something unexpected') })
})
