/** Attempts per second as a fleet makes them, from a seed: the same on every machine. */
export type Load = {
  baseRate: number
  /** `heavy-tailed` is harsher than any measured fleet: the rate itself is log-normal. */
  kind: 'poisson' | 'over-dispersed' | 'heavy-tailed' | 'diurnal'
  seed: number
}

const DAY_S = 86_400
/** detection.md: σ 0.25, τ 30 s; ± 60 % over a day. */
const SIGMA = 0.25
const TAU_S = 30
const SWING = 0.6

/** A small generator (mulberry32) with a period far beyond a week of seconds. Numbers in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Knuth below 30, where a normal distribution would be wrong; its approximation above. */
export function poisson(mean: number, random: () => number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  const limit = Math.exp(-mean)
  let product = random()
  let count = 0
  while (product > limit) {
    product *= random()
    count += 1
  }
  return count
}

/** Gives the attempts of second 0, 1, 2 … one after another. */
export function simulate({ baseRate, kind, seed }: Load): (second: number) => number {
  const random = randomFrom(seed)
  let drift = 0
  return second => {
    if (kind === 'over-dispersed' || kind === 'heavy-tailed') {
      const keep = Math.exp(-1 / TAU_S)
      drift = drift * keep + SIGMA * Math.sqrt(1 - keep * keep) * normal(random)
    }
    const swing = kind === 'diurnal' ? 1 + SWING * Math.sin((2 * Math.PI * second) / DAY_S) : 1
    const wander = kind === 'heavy-tailed' ? Math.exp(drift) : Math.max(0, 1 + drift)
    return poisson(baseRate * swing * wander, random)
  }
}
