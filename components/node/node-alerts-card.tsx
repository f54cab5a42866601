import { Card } from '@/components/ui/card.tsx'
import type { ReceivedAlert } from '@/lib/contract/received-alert.ts'
import { formatAge } from '@/lib/format/age.ts'

const MARK = { critical: '◆', warning: '▲', info: '·' } as const
const TONE = { critical: 'text-crit', warning: 'text-warn', info: 'text-ink-2' } as const

/** Alerts that somebody's Alertmanager sent and that concern this node: firing first. Nothing without any. */
export function NodeAlertsCard({ alerts, at }: { alerts: readonly ReceivedAlert[]; at: number | null }) {
  if (alerts.length === 0) return null
  const since = (time: number) => (at === null ? '' : formatAge(Math.max(0, at - time)))
  return (
    <Card name="Alerts" hint="sent by Alertmanager" className="min-[900px]:col-span-2">
      <ul className="flex flex-col gap-1">
        {alerts.map(alert => (
          <li key={alert.fingerprint} className={alert.endsAt === null ? TONE[alert.severity] : 'text-ink-3'}>
            {MARK[alert.severity]} {alert.summary}{' '}
            <span className="text-small text-ink-3">
              {alert.name},{' '}
              {alert.endsAt === null
                ? `${alert.severity}, for ${since(alert.startsAt)}`
                : `ended ${since(alert.endsAt)} ago`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
