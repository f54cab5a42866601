import type { AgentStatus } from '@stormdeck/protocol'
import { MAX_NODES } from '../../contract/max-nodes.ts'
import type { Storm } from '../../domain/fleet-state.ts'
import type { Incident } from '../../domain/incident/incident.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import type { Clock } from '../clock/clock.ts'
import type { AgentNode } from '../collector/agent-node.ts'
import type { Config } from '../config/config-schema.ts'
import { createFleet, type Fleet } from '../fleet/fleet.ts'
import { type IncidentBook, openIncidentBook } from '../fleet/incident-book.ts'
import { objectId } from '../fleet/object-id.ts'
import { openStormBook } from '../fleet/storm-book.ts'
import { createStormRecorder, type StormRecorder } from '../fleet/storm-recorder.ts'
import type { Store } from '../store/store.ts'

/** Rows, storms and incidents as they stand at one moment. */
export type Judgement = {
  nodes: NodeReading[]
  /** Rows beyond what browsers accept. */
  leftOut: number
  /** Running ones, newest first, and those that ended just now. */
  storms: Storm[]
  incidents: Incident[]
}

export type Judge = {
  fleet: Fleet
  incidents: IncidentBook
  recorder: StormRecorder
  answered(node: AgentNode, status: AgentStatus, wrote: { first: number; last: number }): boolean
  /** @param others rows that come from elsewhere */
  look(agents: readonly AgentNode[], others: readonly NodeReading[], now: number, early: boolean): Judgement
  flush(now: number): Promise<void>
}

/** What turns answers into rows, storms and incidents, and keeps the last two. */
export async function startJudgement(
  config: Config,
  store: Pick<Store, 'storms' | 'incidents'>,
  clock: Clock,
  onError: (error: unknown) => void,
): Promise<Judge> {
  const fleet = createFleet(config)
  const storms = await openStormBook({
    store: store.storms,
    newId: now => objectId('storm', now),
    mono: clock.mono,
    onError,
  })
  const incidents = await openIncidentBook({
    store: store.incidents,
    newId: now => objectId('incident', now),
    onError,
  })
  const recorder = createStormRecorder({ store: store.storms, onError })
  return {
    fleet,
    incidents,
    recorder,
    answered: fleet.answered,
    look(agents, others, now, early) {
      const seen = fleet.look(agents, now, early)
      const judges = fleet.judges()
      const rows = [...seen, ...others]
      const nodes = rows.slice(0, MAX_NODES)
      const told = storms.look(judges, nodes, now)
      recorder.look(told, judges, now)
      return {
        nodes,
        leftOut: rows.length - nodes.length,
        storms: told,
        incidents: incidents.look(nodes, now),
      }
    },
    async flush(now) {
      await Promise.allSettled([storms.flush(), incidents.flush(), recorder.flush(now)])
    },
  }
}
