/** Longest event accepted, characters: a full message of 2,000 nodes fits several times. */
const MAX_EVENT_LENGTH = 8_000_000

/**
 * Takes a `text/event-stream` in pieces as they arrive and gives the data of each finished event. Comments and other
 * fields are skipped; several data lines of one event are joined by a line break (HTML Standard, 9.2.6).
 */
export function createSseDecoder(): (piece: string) => string[] {
  let rest = ''
  let data: string[] = []
  return piece => {
    const events: string[] = []
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_EVENT_LENGTH) throw new Error('The live feed sent an event that never ended.')
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
      if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
      if (line !== '' || data.length === 0) continue
      events.push(data.join('\n'))
      data = []
    }
    return events
  }
}
