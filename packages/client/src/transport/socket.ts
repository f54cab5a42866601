import type { CLOSE } from '@stormdeck/protocol'
import { readText } from '../frame.ts'
import type { Event } from '../machine/model.ts'
import type { Message, Payload, SocketConstructor } from '../options.ts'

const TOO_LARGE: typeof CLOSE.tooLarge = 1009

export type Connection = { close(): void; send(data: Payload): void }

/**
 * Opens a socket and reports what happens to it, until it is closed from here.
 * @param tooLarge called when the server closes for a message of ours
 */
export function openSocket(
  Socket: SocketConstructor,
  url: string,
  protocols: string[],
  report: (event: Event) => void,
  deliver: (message: Message) => void,
  tooLarge: () => void,
): Connection {
  const socket = new Socket(url, protocols)
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => report({ type: 'opened' })
  socket.onmessage = ({ data }: { data: unknown }) => {
    const frame = readText(data)
    report(frame ? { type: 'frame', frame } : { type: 'heard' })
    if (frame === undefined) deliver({ topic: null, data })
  }
  socket.onclose = ({ code, reason }: { code: number; reason: string }) => {
    if (code === TOO_LARGE) tooLarge()
    report({ type: 'ended', code, reason })
  }
  // `close` always follows; without a listener `ws` would throw.
  socket.onerror = () => {}
  return {
    send: data => socket.send(data as never),
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close(1000)
    },
  }
}
