export type Cell = string | number | null
export type Row = Record<string, Cell>

const shown = (cell: Cell | undefined) =>
  cell === null || cell === undefined ? '—' : typeof cell === 'number' ? cell.toLocaleString('en-US') : cell

/** Rows under their column names, numbers to the right, unknown as a dash. */
export function formatTable(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const cells = [columns, ...rows.map(row => columns.map(column => shown(row[column])))]
  const widths = columns.map((_, i) => Math.max(...cells.map(line => (line[i] ?? '').length)))
  const right = columns.map(column => rows.some(row => typeof row[column] === 'number'))
  const line = (texts: string[]) =>
    texts
      .map((text, i) => (right[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  const rule = widths.map(width => '─'.repeat(width)).join('  ')
  return [line(columns), rule, ...cells.slice(1).map(line)].join('\n')
}
