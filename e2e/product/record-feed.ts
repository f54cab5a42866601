import type { FullMessage } from '../../lib/contract/feed.ts'
import type { NodeReading } from '../../lib/domain/node-reading.ts'

type Column = Exclude<keyof NodeReading, 'ageMs' | 'lastSeenAt'>
export type Heard = Pick<FullMessage, 'at' | 'columns' | 'sections'>

export type FeedRecording = {
  /** Everything heard so far, oldest first. */
  heard: readonly Heard[]
  /** What a node said in one column, with the server's time of each; repeated values are left out. */
  changes: <K extends Column>(node: string, column: K) => { at: number; value: NodeReading[K] }[]
  stop: () => Promise<void>
}

const EVERY_MS = 200

/** Follows what the server says, by its own clock, so that a test can judge an order of events afterwards. */
export function recordFeed(url: string): FeedRecording {
  const heard: Heard[] = []
  let stopped = false
  const loop = (async () => {
    while (!stopped) {
      const message = await fetch(`${url}/api/live?once=1`)
        .then(response => (response.ok ? (response.json() as Promise<FullMessage>) : null))
        .catch(() => null)
      if (message !== null)
        heard.push({ at: message.at, columns: message.columns, sections: message.sections })
      await new Promise(resolve => setTimeout(resolve, EVERY_MS))
    }
  })()
  return {
    heard,
    changes(node, column) {
      const all = heard.flatMap(({ at, columns }) => {
        const row = columns.id.indexOf(node)
        return row === -1 ? [] : [{ at, value: columns[column][row] as never }]
      })
      return all.filter(({ value }, i) => i === 0 || value !== all[i - 1]?.value)
    },
    async stop() {
      stopped = true
      await loop
    },
  }
}
