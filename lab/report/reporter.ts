import { formatTable, type Row } from './format-table.ts'

/** How a scenario speaks: sentences and tables for people, or one JSON object a line for programs. */
export type Reporter = {
  /** Something began or happened. */
  say(sentence: string): void
  /** How far it is; replaces the line before on a terminal, and is thinned out elsewhere. */
  progress(sentence: string): void
  /** A fact for programs; `sentence` is what people read, if anything. */
  event(fact: { event: string } & Record<string, unknown>, sentence?: string): void
  table(title: string, rows: readonly Row[]): void
}

const PROGRESS_EVERY_MS = 5_000
const JSON_PROGRESS_EVERY_MS = 1_000
const CLEAR_LINE = '\r\u001b[2K'

/** Says yes at most once within `everyMs`. */
function sparsely(everyMs: number, now: () => number): () => boolean {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    if (now() - last < everyMs) return false
    last = now()
    return true
  }
}

export function jsonReporter(out: NodeJS.WritableStream, now = Date.now): Reporter {
  const isTime = sparsely(JSON_PROGRESS_EVERY_MS, now)
  const write = (fact: Record<string, unknown>) => void out.write(`${JSON.stringify(fact)}\n`)
  return {
    say: sentence => write({ event: 'note', sentence }),
    progress: sentence => isTime() && write({ event: 'progress', sentence }),
    event: write,
    table: (title, rows) => write({ event: 'result', title, rows }),
  }
}

export function plainReporter(out: NodeJS.WritableStream & { isTTY?: boolean }, now = Date.now): Reporter {
  const isTime = sparsely(PROGRESS_EVERY_MS, now)
  let pending = false
  const line = (text: string) => {
    out.write(`${pending ? CLEAR_LINE : ''}${text}\n`)
    pending = false
  }
  return {
    say: line,
    progress(sentence) {
      if (out.isTTY) {
        out.write(`${CLEAR_LINE}${sentence}`)
        pending = true
      } else if (isTime()) line(sentence)
    },
    event: (_fact, sentence) => sentence !== undefined && line(sentence),
    table: (title, rows) => line(`\n${title}\n\n${formatTable(rows)}\n`),
  }
}
