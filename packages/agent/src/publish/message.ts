/** A published message on its way to somebody who does not speak the protocol. */
export type Message = {
  readonly topic: string
  /** As it was published, for servers with a format of their own. */
  readonly payload: unknown
  /** The application's own frame: a string as text, a Buffer as binary, anything else as JSON. */
  readonly plain: string | Buffer
}

export type Form = 'json' | 'text' | 'binary'

export function formOf({ payload }: Message): Form {
  if (typeof payload === 'string') return 'text'
  return Buffer.isBuffer(payload) ? 'binary' : 'json'
}

/**
 * Serialised once for all sessions. A Buffer is copied: what waits must not change with what its owner does to it.
 * @throws TypeError when the payload cannot be written as JSON
 */
export function messageOf(topic: string, payload: unknown): Message {
  if (typeof payload === 'string') return { topic, payload, plain: payload }
  if (Buffer.isBuffer(payload)) {
    const copy = Buffer.from(payload)
    return { topic, payload: copy, plain: copy }
  }
  const plain = JSON.stringify(payload) as string | undefined
  if (plain === undefined) throw new TypeError('publish: the payload cannot be written as JSON')
  return { topic, payload, plain }
}
