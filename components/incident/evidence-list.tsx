import type { Evidence } from '@/lib/domain/incident/incident.ts'

const WORD = { true: 'found', false: 'not found', null: 'cannot be known here' } as const

/** What was looked for, and whether it was there. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {evidence.map(({ text, found }) => (
        <li key={text} className="flex items-baseline gap-3 border-b border-line py-1 last:border-b-0">
          <span className={found === true ? '' : 'text-ink-3'}>{text}</span>
          <b className="ml-auto text-small font-medium whitespace-nowrap text-ink-2">{WORD[`${found}`]}</b>
        </li>
      ))}
    </ul>
  )
}
