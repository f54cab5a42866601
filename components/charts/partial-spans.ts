import type { ChartData } from './chart-data.ts'

/** Unbroken stretches of columns whose sums lack a node; epoch ms. */
export function partialSpans({ fromAt, stepMs, partial = [] }: ChartData): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = []
  for (const [i, lacking] of partial.entries()) {
    if (!lacking) continue
    const from = fromAt + i * stepMs
    const last = spans.at(-1)
    if (last?.to === from) last.to = from + stepMs
    else spans.push({ from, to: from + stepMs })
  }
  return spans
}
