/** What users get, from everything (1) to nothing until they ask (5). Source: facts.md, "The five tiers". */
export const TIERS = [1, 2, 3, 4, 5] as const
export type Tier = (typeof TIERS)[number]

export type TierInfo = {
  tier: Tier
  name: string
  /** One clause for an operator: what changes. */
  effect: string
  /** What a user of the application is told (F5); `null` where nothing is missing. */
  userText: string | null
}

export const TIER_INFO: Record<Tier, TierInfo> = {
  1: { tier: 1, name: 'Full', effect: 'WebSocket, every feature', userText: null },
  2: {
    tier: 2,
    name: 'Reduced',
    effect: 'droppable updates stop, others once a second, 64 KiB a message',
    userText: 'Some real-time features are reduced.',
  },
  3: {
    tier: 3,
    name: 'Server-sent events',
    effect: 'live, one way; new sessions first',
    userText: 'Real-time features are limited.',
  },
  4: {
    tier: 4,
    name: 'Long polling',
    effect: 'an update every 5 s',
    userText: 'Real-time features are temporarily unavailable. Updates arrive every few seconds.',
  },
  5: {
    tier: 5,
    name: 'Manual refresh',
    effect: 'nothing until the user asks',
    userText: 'Real-time features are temporarily unavailable. Refresh to see changes.',
  },
}

export type SessionSettings = {
  pingIntervalMs: number
  broadcast: boolean
  maxMessageBytes: number
  maxMessagesPerSecond: number
}

/** F23. */
export const FULL_SETTINGS: SessionSettings = {
  pingIntervalMs: 30_000,
  broadcast: true,
  maxMessageBytes: 1024 * 1024,
  maxMessagesPerSecond: 100,
}

/** F23, degraded column. */
export const REDUCED_SETTINGS: SessionSettings = {
  pingIntervalMs: 60_000,
  broadcast: false,
  maxMessageBytes: 64 * 1024,
  maxMessagesPerSecond: 10,
}

/** The settings a WebSocket session runs under in a tier. */
export function sessionSettings(tier: Tier): SessionSettings {
  return tier === 1 ? FULL_SETTINGS : REDUCED_SETTINGS
}

export function isTier(value: unknown): value is Tier {
  return (TIERS as readonly unknown[]).includes(value)
}

/** At tier 4 one poll every 5 s (F32). */
export const POLL_INTERVAL_MS = 5_000
