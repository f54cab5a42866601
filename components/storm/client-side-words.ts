import type { ClientSideRow } from './client-side.ts'

/** What agents count under each name (glossary), in the words of the screen. */
export const CLIENT_SIDE_WORDS: Record<ClientSideRow['id'], { name: string; note: string }> = {
  reconnect: { name: 'Reconnects', note: 'say that they had been connected' },
  firstTime: { name: 'First connections', note: '' },
  planned: { name: 'Planned returns', note: 'with a ticket, in its time; no part of the storm' },
  early: { name: 'Early polls', note: 'before their time, refused' },
  unknown: { name: 'Class unknown', note: 'cannot say whether they had been connected' },
  closed: { name: 'Sessions closed', note: 'by either side' },
}
