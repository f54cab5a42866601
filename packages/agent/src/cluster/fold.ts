export type Maybe = number | null

/** Sums what is known; `null` when nothing is. */
export const sum = (values: readonly Maybe[]): Maybe => fold(values, (a, b) => a + b)
export const most = (values: readonly Maybe[]): Maybe => fold(values, Math.max)

function fold(values: readonly Maybe[], combine: (a: number, b: number) => number): Maybe {
  const known = values.filter(value => value !== null)
  const [first, ...rest] = known
  return first === undefined ? null : rest.reduce(combine, first)
}

export function sumByKey<K extends string>(
  counts: readonly Partial<Record<K, number>>[],
): Partial<Record<K, number>> {
  const total: Partial<Record<K, number>> = {}
  for (const each of counts) {
    for (const [key, count] of Object.entries(each) as [K, number][]) total[key] = (total[key] ?? 0) + count
  }
  return total
}
