/**
 * How many events of a Poisson process happen while `mean` are expected. Knuth's product for small means, the
 * rounded normal approximation above 30.
 */
export function poisson(mean: number, random: () => number): number {
  if (mean <= 0) return 0
  if (mean > 30) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal))
  }
  const limit = Math.exp(-mean)
  let product = random()
  let events = 0
  while (product > limit) {
    product *= random()
    events++
  }
  return events
}
