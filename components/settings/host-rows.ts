import type { HostJoins } from '@/lib/contract/host-joins.ts'

export type HostRow = { nodes: readonly string[]; exporter: string | null; unjoined: string | null }

/** Nodes without an exporter first; those with the same exporter, or the same reason for none, share a row. */
export function hostRows(joins: NonNullable<HostJoins['value']>): HostRow[] {
  const rows = new Map<string, HostRow>()
  for (const { node, exporter, unjoined } of joins) {
    const key = JSON.stringify([exporter, unjoined])
    rows.set(key, { exporter, unjoined, nodes: [...(rows.get(key)?.nodes ?? []), node] })
  }
  const all = [...rows.values()]
  return [...all.filter(row => row.exporter === null), ...all.filter(row => row.exporter !== null)]
}
