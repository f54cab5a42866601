import type { Incident } from '../../domain/incident/incident.ts'
import { linkIncidents } from '../../domain/incident/link-incidents.ts'
import { recognise } from '../../domain/incident/recognise.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import type { IncidentRecords, StoredIncident } from '../store/incident-records.ts'

const SAVE_EVERY_MS = 10_000

export type IncidentBook = {
  /** Brings the incidents up to date and answers the open ones, newest first. */
  look(rows: readonly NodeReading[], now: number): Incident[]
  /** One that is open, as it stands now. */
  open(id: string): Incident | null
  flush(): Promise<void>
}

/** Incidents as objects that last: recognised from the rows, linked to what was open, stored. */
export async function openIncidentBook(options: {
  store: Pick<IncidentRecords, 'open' | 'put'>
  newId: (now: number) => string
  onError: (error: unknown) => void
}): Promise<IncidentBook> {
  const { store, onError } = options
  let open = (await store.open()).map(storedAsIncident)
  const saved = new Map<string, { at: number; signals: number }>()

  function save(incident: Incident, now: number): void {
    const last = saved.get(incident.id)
    const news = last === undefined || incident.closedAt !== null || incident.signals.length !== last.signals
    if (!news && Math.abs(now - last.at) < SAVE_EVERY_MS) return
    saved.set(incident.id, { at: now, signals: incident.signals.length })
    if (incident.closedAt !== null) saved.delete(incident.id)
    store.put(storedIncident(incident)).catch(onError)
  }

  return {
    look(rows, now) {
      const linked = linkIncidents(open, recognise(rows), rows, Math.round(now), () => options.newId(now))
      for (const incident of linked) save(incident, now)
      open = linked.filter(incident => incident.closedAt === null)
      return [...open].sort((a, b) => b.openedAt - a.openedAt)
    },
    open: id => open.find(incident => incident.id === id) ?? null,
    async flush() {
      for (const incident of open) await store.put(storedIncident(incident))
    },
  }
}

/** The reverse: this book is the only writer of these rows. */
export const storedAsIncident = (stored: StoredIncident): Incident => stored.body as Incident

const storedIncident = (incident: Incident): StoredIncident<Incident> => ({
  id: incident.id,
  openedAt: incident.openedAt,
  closedAt: incident.closedAt,
  body: incident,
})
