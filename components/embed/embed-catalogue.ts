/** The panels that other dashboards may show. A name is part of an address somebody has pasted: never rename one. */
export const EMBED_PANELS = {
  pool: { name: 'Connection pool', height: 260 },
  memory: { name: 'Memory per connection', height: 260 },
  reconnect: { name: 'Reconnect rate', height: 260 },
  verdict: { name: 'Verdict', height: 84 },
} as const
export type EmbedPanel = keyof typeof EMBED_PANELS
export const EMBED_NAMES = Object.keys(EMBED_PANELS) as EmbedPanel[]

export const isEmbedPanel = (name: string): name is EmbedPanel => Object.hasOwn(EMBED_PANELS, name)
