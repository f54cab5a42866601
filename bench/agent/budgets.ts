/** One line of the verdict: what was measured against what it may be. */
export type Budget = { what: string; measured: number; most: number; unit: string }

/** Prints a line for each budget. A number that was not measured is a miss. @returns how many were missed */
export function judge(budgets: readonly Budget[]): number {
  let missed = 0
  for (const { what, measured, most, unit } of budgets) {
    const kept = measured <= most
    if (!kept) missed++
    console.info(
      `  ${kept ? 'pass' : 'MISS'}  ${what}: ${measured.toFixed(2)} ${unit}, at most ${most.toFixed(2)}`,
    )
  }
  return missed
}

/** The upper of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
