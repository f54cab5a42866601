const STEPS = [1, 2, 2.5, 5, 10]
/** Room above the highest value and above a limit, so that neither its line nor its words touch the edge. */
const HEADROOM = 1.06

/** Distance of the lines of an axis from zero that holds `highest` in at most five parts: 450 → 100, 50 → 20. */
export function axisStep(highest: number): number {
  if (!(highest > 0)) return 1
  const part = (highest * HEADROOM) / 5
  const magnitude = 10 ** Math.floor(Math.log10(part))
  return (STEPS.find(candidate => candidate * magnitude >= part * (1 - 1e-9)) ?? 10) * magnitude
}

/** From zero up in steps, the last at or above `highest` with its headroom. */
export function axisTicks(highest: number): number[] {
  const step = axisStep(highest)
  const parts = Math.max(1, Math.ceil((Math.max(highest, 0) * HEADROOM) / step - 1e-9))
  return Array.from({ length: parts + 1 }, (_, i) => i * step)
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
