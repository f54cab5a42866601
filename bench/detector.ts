import { parseArgs } from 'node:util'
import { createDetector, judge, observe } from '../lib/domain/storm/detector.ts'

/** Looks a second, as live data come. */
const LOOKS_PER_SECOND = 10
const SECONDS = 120
const START = 1_750_000_000_000

type Contender = {
  /** Takes 100 ms in which attempts came at these times, then decides. True: a rule holds. */
  take(times: readonly number[], now: number): boolean
  /** Numbers held at the end. */
  held(): number
}

/** As it is usually written: an array of times, filtered for each decision. */
function textbook(): Contender {
  let times: number[] = []
  return {
    take(arrived, now) {
      times.push(...arrived)
      times = times.filter(time => time > now - 60_000)
      const lastSecond = times.filter(time => time > now - 1_000).length
      return lastSecond >= 50 || times.length / 60 > 100
    },
    held: () => times.length,
  }
}

function stormdeck(): Contender {
  const detector = createDetector()
  return {
    take(arrived, now) {
      observe(detector, { fromMs: now - 100, count: arrived.length })
      const { burst, sustained } = judge(detector, now)
      return burst || sustained
    },
    held: () => detector.ring.tenths.length + detector.ring.flags.length,
  }
}

function measure(
  make: () => Contender,
  perSecond: number,
): { microsecondsPerLook: number; held: number; storms: number } {
  const contender = make()
  const each = perSecond / LOOKS_PER_SECOND
  const looks = SECONDS * LOOKS_PER_SECOND
  let storms = 0
  const began = process.cpuUsage()
  for (let look = 1; look <= looks; look++) {
    const now = START + look * 100
    const times = Array.from({ length: each }, (_, i) => now - 100 + Math.ceil(((i + 1) * 100) / each))
    if (contender.take(times, now)) storms += 1
  }
  const { user, system } = process.cpuUsage(began)
  return { microsecondsPerLook: (user + system) / looks, held: contender.held(), storms }
}

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const HELP = `usage: npm run bench -- detector [--rounds 11]

The detector beside the textbook's array and filter, in turn, by CPU time: the median of 1 to 101 rounds. Both must find
the same storms.`

/** Prints a line for each rate of attempts. Throws when the two find different storms. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: 'string', default: '11' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) return console.info(HELP)
  const rounds = Math.min(101, Math.max(1, Number(values.rounds) || 11))
  console.info(`${SECONDS} s of attempts, ${LOOKS_PER_SECOND} decisions a second, median of ${rounds} rounds`)
  console.info('attempts/s   textbook        ours           ratio   numbers held')
  for (const perSecond of [10, 100, 1_000, 10_000]) compare(perSecond, rounds)
}

function compare(perSecond: number, rounds: number): void {
  const ratios: number[] = []
  const theirs: number[] = []
  const ours: number[] = []
  let held = { textbook: 0, stormdeck: 0 }
  for (let round = 0; round < rounds; round++) {
    const a = measure(textbook, perSecond)
    const b = measure(stormdeck, perSecond)
    if (a.storms !== b.storms)
      throw new Error(`at ${perSecond}/s the two disagree: ${a.storms} and ${b.storms}`)
    theirs.push(a.microsecondsPerLook)
    ours.push(b.microsecondsPerLook)
    ratios.push(a.microsecondsPerLook / b.microsecondsPerLook)
    held = { textbook: a.held, stormdeck: b.held }
  }
  const cell = (text: string, width: number) => text.padStart(width)
  console.info(
    cell(String(perSecond), 10) +
      cell(`${median(theirs).toFixed(1)} µs`, 13) +
      cell(`${median(ours).toFixed(1)} µs`, 12) +
      cell(`${median(ratios).toFixed(1)} ×`, 14) +
      cell(`${held.textbook} : ${held.stormdeck}`, 20),
  )
}
