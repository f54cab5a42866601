import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { PANELS } from '@/lib/contract/history.ts'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { RequestError } from '@/lib/queries/api-request.ts'
import { historyQuery } from '@/lib/queries/history/history-query.ts'
import { sparklinesQuery } from '@/lib/queries/history/sparklines-query.ts'
import { incidentQuery } from '@/lib/queries/incident/incident-queries.ts'
import { nodeDetailQuery } from '@/lib/queries/node/node-detail-query.ts'
import { hostJoinsQuery } from '@/lib/queries/settings/host-joins-query.ts'
import { settingsQuery } from '@/lib/queries/settings/settings-query.ts'
import { stormQuery } from '@/lib/queries/storm/storm-queries.ts'
import { auditQuery, policyQuery } from '@/lib/queries/tiers/tier-queries.ts'
import { DEFAULT_VIEW } from '@/lib/url/view.ts'
import { FROZEN_AT } from './fixtures/frozen-at.ts'
import { historyFixture } from './fixtures/history-fixture.ts'
import { hostJoinsFixture } from './fixtures/host-joins-fixture.ts'
import { INCIDENT_FIXTURE } from './fixtures/incident-fixture.ts'
import { NODE_DETAIL_FIXTURE } from './fixtures/node-detail-fixture.ts'
import { SETTINGS_FIXTURE } from './fixtures/settings-fixture.ts'
import { STORM_DETAIL_FIXTURE } from './fixtures/storm-detail-fixture.ts'
import { summaryFixture } from './fixtures/summary-fixture.ts'
import { AUDIT_FIXTURE, LEASE_HISTORY_FIXTURE, POLICY_FIXTURE } from './fixtures/tier-fixtures.ts'
import type { Scene } from './scenes.ts'

/** Puts an answer to everything the screens ask into the cache, or the scene's refusal of it. */
export function seedAnswers(client: QueryClient, scene: Scene, fleet: FleetState): void {
  client.setQueryData(sparklinesQuery.queryKey, { fromAt: FROZEN_AT, stepMs: 30_000, nodes: {} })
  const scopes = [
    DEFAULT_VIEW.scope,
    ...fleet.nodes.slice(0, 12).map(node => ({ kind: 'node' as const, name: node.id })),
  ]
  for (const panel of PANELS)
    for (const scope of scopes)
      client.setQueryData(historyQuery({ panel, scope, range: '15m', end: null }).queryKey, {
        ...historyFixture(panel, scope, fleet),
        problem: scene.historyProblem,
      })

  // Their keys carry what is going on; one answer fits all.
  client.setQueryDefaults(['summary'], { initialData: summaryFixture(fleet) })
  client.setQueryDefaults(['storms', 'list'], { initialData: { storms: [STORM_DETAIL_FIXTURE.storm] } })
  client.setQueryDefaults(['incidents', 'list'], { initialData: { incidents: [INCIDENT_FIXTURE] } })
  client.setQueryDefaults(['tiers', 'history'], { initialData: LEASE_HISTORY_FIXTURE })

  const answers: [QueryKey, unknown][] = [
    [nodeDetailQuery('ws-2', 1).queryKey, NODE_DETAIL_FIXTURE],
    [settingsQuery().queryKey, SETTINGS_FIXTURE],
    [hostJoinsQuery.queryKey, hostJoinsFixture(fleet)],
    [stormQuery(STORM_DETAIL_FIXTURE.storm.id).queryKey, STORM_DETAIL_FIXTURE],
    [incidentQuery(INCIDENT_FIXTURE.id).queryKey, INCIDENT_FIXTURE],
    [policyQuery(null).queryKey, POLICY_FIXTURE],
    [auditQuery.queryKey, { pages: [AUDIT_FIXTURE], pageParams: [null] }],
  ]
  for (const [key, value] of answers)
    if (scene.refusal === null) client.setQueryData(key, value)
    else refuse(client, key, scene.refusal)
}

function refuse(client: QueryClient, queryKey: QueryKey, sentence: string): void {
  client
    .getQueryCache()
    .build(client, { queryKey })
    .setState({ status: 'error', error: new RequestError('unreachable', sentence), fetchStatus: 'idle' })
}
