import type { AuditLine } from '../../contract/audit.ts'

const COLUMNS = [
  'seq',
  'at',
  'by',
  'via',
  'action',
  'subject',
  'reason',
  'before',
  'after',
  'prevHash',
  'hash',
] as const
/** A cell that begins so would be run as a formula by a spreadsheet; a quote before it keeps it text (OWASP). */
const FORMULA = /^[=+\-@\t\r]/

/** The lines as CSV (RFC 4180), times in ISO 8601. */
export function auditCsv(lines: readonly AuditLine[]): string {
  const rows = lines.map(line =>
    COLUMNS.map(column => cell(column === 'at' ? new Date(line.at).toISOString() : line[column])).join(','),
  )
  return `${[COLUMNS.join(','), ...rows].join('\r\n')}\r\n`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
