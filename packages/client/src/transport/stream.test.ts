import { expect, test } from 'vitest'
import type { Event } from '../machine/model.ts'
import { readStream } from './stream.ts'

async function read(pull: (controller: ReadableStreamDefaultController) => void): Promise<Event[]> {
  const events: Event[] = []
  const body: ReadableStream<Uint8Array<ArrayBuffer>> = new ReadableStream({ pull })
  await readStream(body, event => events.push(event))
  return events
}

test('C45 a message as large as a server keeps arrives whole on a stream', async () => {
  const data = 'x'.repeat(9 * 1024 * 1024)
  const frame = { stormdeck: { messages: [{ topic: 't', data }], cursor: 'n~1' } }
  const bytes = new TextEncoder().encode(`data: ${JSON.stringify(frame)}\n\n`)
  let at = 0
  const events = await read(controller => {
    controller.enqueue(bytes.slice(at, at + 65_536))
    at += 65_536
    if (at >= bytes.length) controller.close()
  })
  expect(events.map(event => event.type)).toEqual(['opened', 'frame', 'ended'])
})

test('C45 a line without end ends the stream', async () => {
  const events = await read(controller => controller.enqueue(new Uint8Array(1024 * 1024).fill(120)))
  expect(events.map(event => event.type)).toEqual(['opened', 'ended'])
})
