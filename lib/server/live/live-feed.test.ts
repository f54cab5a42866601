import { describe, expect, it } from 'vitest'
import { parseFeedMessage } from '../../contract/feed.ts'
import { applyFeed, type FeedPicture } from '../../contract/feed-apply.ts'
import { fleetSample, nodeSample } from '../../domain/test/fleet-sample.ts'
import { createLiveFeed, MAX_VIEWERS, VIEWER_BUFFER_BYTES } from './live-feed.ts'

const timeOf = (tick: number) => 1_750_000_000_000 + tick * 1_000
const seen = (tick: number) => ({ ageMs: 300, lastSeenAt: timeOf(tick) - 300 })
const stateAt = (tick: number) =>
  fleetSample([nodeSample('ws-1', { connections: tick, ...seen(tick) })], { at: timeOf(tick) })

/** What a browser makes of the stream so far; reads without waiting for more than was sent. */
async function drain(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  from: FeedPicture | null,
  frames: number,
) {
  let picture = from
  for (let i = 0; i < frames; i++) {
    const { value } = await reader.read()
    for (const frame of new TextDecoder().decode(value).split('\n\n')) {
      const data = /^data: (.*)$/m.exec(frame)?.[1]
      if (data === undefined) continue
      const message = parseFeedMessage(JSON.parse(data))
      if (!message.ok) throw new Error(message.error)
      picture = applyFeed(picture, message.value)
    }
  }
  return picture
}

describe('live feed', () => {
  it('begins with a full message and goes on with patches', async () => {
    const live = createLiveFeed(() => ({}))
    live.publish(stateAt(1), {})
    const reader = live.open(new AbortController().signal)?.getReader()
    if (reader === undefined) throw new Error('refused')
    const first = await drain(reader, null, 2)
    expect(first?.state.nodes[0]?.connections).toBe(1)
    live.publish(stateAt(2), {})
    expect((await drain(reader, first, 1))?.state).toEqual(stateAt(2))
  })

  it('serialises a message once, whatever the number of viewers', async () => {
    const live = createLiveFeed(() => ({}))
    live.publish(stateAt(1), {})
    const streams = Array.from({ length: 50 }, () => live.open(new AbortController().signal)?.getReader())
    for (const reader of streams) for (let i = 0; i < 2; i++) await reader?.read()
    live.publish(stateAt(2), {})
    const frames = await Promise.all(streams.map(async reader => (await reader?.read())?.value))
    expect(new Set(frames).size).toBe(1)
    expect(live.totals().messages).toBe(2)
  })

  it('skips what a slow viewer cannot take, and hands it the whole picture once it reads again', async () => {
    const live = createLiveFeed(() => ({}))
    live.publish(stateAt(0), {})
    const reader = live.open(new AbortController().signal)?.getReader()
    if (reader === undefined) throw new Error('refused')
    const note = 'x'.repeat(390)
    const rows = VIEWER_BUFFER_BYTES / 390 / 40
    const big = (tick: number) =>
      fleetSample(
        Array.from({ length: rows }, (_, i) =>
          nodeSample(`ws-${i}`, { error: `${note}${tick}`, ...seen(tick) }),
        ),
        { at: timeOf(tick) },
      )
    for (let tick = 1; tick <= 55; tick++) live.publish(big(tick), {})
    let picture: FeedPicture | null = null
    // What had found room first, then one full message instead of all that was skipped.
    for (let i = 0; i < 60 && picture?.state.at !== timeOf(56); i++) {
      picture = await drain(reader, picture, 1)
      if (i === 10) live.publish(big(56), {})
    }
    expect(picture?.state).toEqual(big(56))
  })

  it('lets go of a viewer that has gone, one that never reads, and of all at the end', async () => {
    const live = createLiveFeed(() => ({}))
    live.publish(stateAt(1), {})
    const gone = new AbortController()
    live.open(gone.signal)
    const cancelled = live.open(new AbortController().signal)
    const staying = live.open(new AbortController().signal)?.getReader()
    expect(live.viewers()).toBe(3)
    gone.abort()
    await cancelled?.cancel()
    expect(live.viewers()).toBe(1)
    live.close()
    expect(live.viewers()).toBe(0)
    for (let i = 0; i < 2; i++) await staying?.read()
    expect((await staying?.read())?.done).toBe(true)
    expect(live.open(new AbortController().signal)).toBeNull()
  })

  it('serves so many viewers and no more', () => {
    const live = createLiveFeed(() => ({}))
    for (let i = 0; i < MAX_VIEWERS; i++) expect(live.open(new AbortController().signal)).not.toBeNull()
    expect(live.open(new AbortController().signal)).toBeNull()
  })

  it('answers a poller with one full message', () => {
    const live = createLiveFeed(() => ({ 'ws-1': { fromAt: 1_000, counts: [1, null], lowerBound: true } }))
    expect(live.once()).toBeNull()
    live.publish(stateAt(1), {})
    const message = parseFeedMessage(JSON.parse(live.once() ?? ''))
    expect(message.ok && applyFeed(null, message.value)?.state).toEqual(stateAt(1))
    expect(message.ok && message.value.hot['ws-1']?.counts).toEqual([1, null])
  })
})
