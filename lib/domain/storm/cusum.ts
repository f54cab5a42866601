/**
 * Early warning (detection.md): a cumulative sum on attempts per second that rises while the rate is nearer to
 * `k` times its baseline than to the baseline, and raises an alarm at `h`. Sees 5/s turn into 20/s, which the fixed rule
 * (F14) is far too high for.
 */
export type Cusum = {
  /** S: evidence gathered so far. */
  sum: number
  /** m: what is ordinary, attempts a second. */
  mean: number
  variance: number
  /** Seconds the baseline was learnt from. */
  learnt: number
  alarm: boolean
  /** Seconds spent in the present alarm. */
  alarmedFor: number
}

export const CUSUM = {
  k: 5,
  h: 20,
  baselineSeconds: 600,
  minMean: 2,
  /** No alarm before this many seconds have been learnt: two samples are not a habit. */
  warmUpSeconds: 60,
  /** S stops here, so that an alarm ends soon after its cause. */
  maxSum: 40,
} as const

export function createCusum(): Cusum {
  return { sum: 0, mean: 0, variance: 0, learnt: 0, alarm: false, alarmedFor: 0 }
}

/**
 * Takes the attempts of one whole second. Call it once a second, in order; leave a second that was not observed out.
 * The alarm goes up at S ≥ h and down at S < h ÷ 2. A rate that stays for as long as the baseline is long is the new
 * ordinary: the baseline is learnt anew.
 */
export function observeCusum(cusum: Cusum, attempts: number): void {
  if (cusum.learnt < CUSUM.warmUpSeconds) {
    learn(cusum, attempts)
    return
  }
  const mean = Math.max(CUSUM.minMean, cusum.mean)
  const dispersion = Math.max(1, cusum.variance / mean)
  const evidence = (attempts * Math.log(CUSUM.k) - (CUSUM.k - 1) * mean) / dispersion
  cusum.sum = Math.min(CUSUM.maxSum, Math.max(0, cusum.sum + evidence))
  if (cusum.sum >= CUSUM.h) cusum.alarm = true
  if (cusum.sum < CUSUM.h / 2) {
    cusum.alarm = false
    learn(cusum, attempts)
  }
  cusum.alarmedFor = cusum.alarm ? cusum.alarmedFor + 1 : 0
  if (cusum.alarmedFor >= CUSUM.baselineSeconds) Object.assign(cusum, createCusum())
}

/** An exponential mean over `baselineSeconds`; a plain mean until that many seconds have been seen. */
function learn(cusum: Cusum, attempts: number): void {
  cusum.learnt = Math.min(cusum.learnt + 1, CUSUM.baselineSeconds)
  const off = attempts - cusum.mean
  cusum.mean += off / cusum.learnt
  cusum.variance += (off * (attempts - cusum.mean) - cusum.variance) / cusum.learnt
}
