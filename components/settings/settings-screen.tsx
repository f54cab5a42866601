'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { Badge } from '@/components/ui/badge.tsx'
import { Card } from '@/components/ui/card.tsx'
import { DataTable } from '@/components/ui/data-table.tsx'
import { PageHead } from '@/components/ui/page-head.tsx'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { settingsQuery } from '@/lib/queries/settings/settings-query.ts'
import { ROUTES } from '@/lib/url/routes.ts'
import { AttentionSettings } from './attention-settings.tsx'
import { fileRows, type SettingRow, stormRuleRows } from './file-settings.ts'
import { FIXED_THRESHOLDS } from './fixed-thresholds.ts'
import { HostsCard } from './hosts-card.tsx'
import { KeySettings } from './key-settings.tsx'

/** Where numbers come from, what they are held against, and what this browser may do to be noticed. */
export function SettingsScreen() {
  const times = useTimes()
  const fleet = useFleet()
  const { data: settings, error } = useQuery(settingsQuery())
  return (
    <>
      <PageHead
        title="Settings"
        lead="What stormdeck.yaml sets takes effect at a restart; what is set for this browser, at once."
      />
      <div className="grid gap-3 pb-3 min-[900px]:grid-cols-2">
        <Card name="Sources" className="min-[900px]:col-span-2">
          <DataTable
            label="Sources"
            rows={fleet?.sources ?? []}
            rowKey={source => source.id}
            empty={fleet === null ? 'Waiting for the server.' : 'No source is configured.'}
            columns={[
              { id: 'id', head: 'Source', cell: source => <b className="font-semibold">{source.id}</b> },
              { id: 'kind', head: 'Kind', cell: source => source.kind },
              {
                id: 'status',
                head: 'State',
                cell: source =>
                  source.status === 'ok' ? (
                    'ok'
                  ) : (
                    <Badge tone={source.status === 'failing' ? 'warn' : 'plain'}>{source.status}</Badge>
                  ),
              },
              {
                id: 'since',
                head: 'Since',
                cell: source => times.day(source.since),
              },
              {
                id: 'error',
                head: 'What failed and what to do',
                wide: true,
                cell: source => source.error ?? '—',
              },
            ]}
          />
        </Card>
        {settings?.prometheusUrl != null && <HostsCard />}
        <Card
          name="Thresholds"
          hint="the storm rule may be set for a node or a group"
          className="min-[900px]:row-span-2"
        >
          <SettingRows rows={[...(settings ? stormRuleRows(settings) : []), ...FIXED_THRESHOLDS]} />
        </Card>
        <Card name="Configuration" hint="owned by the file">
          {settings ? (
            <SettingRows rows={fileRows(settings)} />
          ) : (
            <p className="text-ink-2">{error ? errorSentence(error) : 'Waiting for the server.'}</p>
          )}
          <p className="pt-2 text-ink-2">
            <Link href={ROUTES.embeds()} prefetch={false} className="underline underline-offset-2">
              Panels for other dashboards
            </Link>
          </p>
        </Card>
        <Card name="This browser" hint="kept here, not on the server">
          <AttentionSettings />
          <KeySettings />
        </Card>
        <Card name="This server">
          <p className="text-ink-2">
            Build{' '}
            <code data-build className="font-mono text-small">
              {fleet?.build ?? '—'}
            </code>
            . Listens on loopback only, because there is no sign-in yet; anyone who can reach it can order
            tiers.
          </p>
        </Card>
      </div>
    </>
  )
}

function SettingRows({ rows }: { rows: readonly SettingRow[] }) {
  return (
    <dl className="flex flex-col">
      {rows.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-4 border-b border-line py-1 last:border-b-0">
          <dt className="text-ink-2">{name}</dt>
          <dd className="min-w-0 text-right font-medium break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
