import type { History } from '../../contract/history.ts'
import type { FleetState } from '../../domain/fleet-state.ts'
import type { AuditWatch } from '../audit/audit-watch.ts'
import type { Clock } from '../clock/clock.ts'
import type { Collector } from '../collector/collector.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { AskNode } from '../fleet/ask-node.ts'
import type { Fleet } from '../fleet/fleet.ts'
import type { IncidentBook } from '../fleet/incident-book.ts'
import type { StormRecorder } from '../fleet/storm-recorder.ts'
import type { HistoryRequest } from '../history/history-source.ts'
import type { LiveFeed } from '../live/live-feed.ts'
import type { PrometheusConnection } from '../prometheus/connect-prometheus.ts'
import type { Store } from '../store/store.ts'
import type { TierService } from '../tiers/tier-service.ts'

/** Everything that runs once per process. Routes use it and never make parts of their own. */
export type Runtime = {
  loaded: LoadedConfig
  clock: Clock
  store: Store
  collector: Collector
  fleet: Fleet
  live: LiveFeed
  tiers: TierService
  audit: AuditWatch
  incidents: IncidentBook
  recorder: StormRecorder
  /** `null`: none is configured. */
  prometheus: PrometheusConnection | null
  /** For the page of a node; shared by all who look at it. */
  askNode: AskNode
  history(request: HistoryRequest): Promise<Omit<History, 'scope'>>
  /** The one judged state, as last published. */
  state(): FleetState | null
  /** Ends streams, flushes, closes. Within a second. */
  close(): Promise<void>
}
