const STEPS = [1, 1.25, 2, 2.5, 5, 10]

/** Upper end of an axis from zero with four even parts, at or above `highest`: 486 → 500, 0.9 → 1, 134 → 200. */
export function niceMax(highest: number): number {
  if (!(highest > 0)) return 1
  const quarter = highest / 4
  const magnitude = 10 ** Math.floor(Math.log10(quarter))
  const step = STEPS.find(candidate => candidate * magnitude >= quarter * (1 - 1e-9)) ?? 10
  return step * magnitude * 4
}

/** Highest value that must fit: of every series and threshold. */
export function highestOf(
  series: readonly { max: readonly (number | null)[] }[],
  thresholds: readonly number[],
): number {
  let highest = Math.max(0, ...thresholds)
  for (const { max } of series)
    for (const value of max) if (value !== null && value > highest) highest = value
  return highest
}

/** Five values from zero to the end of the axis. */
export function axisTicks(max: number): number[] {
  return [0, 1, 2, 3, 4].map(part => (max * part) / 4)
}

const MINUTE = 60_000
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1_440, 2_880, 7_200, 14_400].map(
  n => n * MINUTE,
)

/** Moments to label, counted back from the end, at most five. */
export function timeTicks(from: number, to: number): number[] {
  const step = TIME_STEPS.find(candidate => (to - from) / candidate <= 4) ?? TIME_STEPS.at(-1) ?? MINUTE
  const ticks: number[] = []
  for (let at = to; at >= from - 1; at -= step) ticks.unshift(at)
  return ticks
}

/** "now", "−5 min", "−2 h", "−3 d": how far before the end. */
export function agoLabel(at: number, end: number): string {
  const minutes = Math.round((end - at) / MINUTE)
  if (minutes === 0) return 'now'
  if (minutes % 1_440 === 0) return `−${minutes / 1_440} d`
  return minutes % 60 === 0 ? `−${minutes / 60} h` : `−${minutes} min`
}
