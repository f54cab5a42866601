/** What a visitor tells of itself to whoever keeps count. */
export type VisitorEvents = {
  /** A connection is about to be tried. */
  attempt(): void
  failed(): void
  open(): void
  /** Not open any more. `lost`: neither side had said so. */
  closed(lost: boolean): void
  received(topic: string): void
  /** Has gone, and does not come back by itself. */
  gone(): void
}

/** Somebody who uses the application for a while. */
export type Visitor = {
  talk(): void
  /** Says goodbye. */
  leave(): void
  /** Breaks off without a word: the process is about to end. */
  drop(): void
}

export type VisitorOptions = {
  url: string
  version: string
  headers: Record<string, string>
  events: VisitorEvents
  random: () => number
}

/** What a visitor says now and then. */
export const TALK = JSON.stringify({ type: 'position', x: 12, y: 34 })
