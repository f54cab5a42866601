import type { Severity } from '@/lib/domain/verdict/verdict-level.ts'

const SHAPE: Record<Severity, { path: string; className: string } | null> = {
  normal: null,
  ordered: { path: 'M4 4h16v16H4Z', className: 'fill-order-fill' },
  unknown: {
    path: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14Z',
    className: 'fill-ink-3',
  },
  warning: { path: 'M12 2.5 23 21.5H1Z', className: 'fill-warn-fill' },
  critical: { path: 'M12 .8 23.2 12 12 23.2.8 12Z', className: 'fill-crit-fill' },
}

/** The large shape of the verdict; the sentence beside it says the same in words. */
export function VerdictGlyph({ severity }: { severity: Severity }) {
  const shape = SHAPE[severity]
  if (shape === null) return null
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className={`size-6 shrink-0 ${shape.className}`}>
      <path d={shape.path} />
    </svg>
  )
}
