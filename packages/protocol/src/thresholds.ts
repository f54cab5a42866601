/** F14: either is a storm. Counts are attempts on one node. */
export type StormThresholds = {
  /** At least this many attempts within `burstWindowMs`. */
  burstAttempts: number
  burstWindowMs: number
  /** The mean over `sustainedWindowMs` above (not at) this many attempts a second. */
  sustainedPerSecond: number
  sustainedWindowMs: number
}

export const STORM_THRESHOLDS: StormThresholds = {
  burstAttempts: 50,
  burstWindowMs: 1_000,
  sustainedPerSecond: 100,
  sustainedWindowMs: 60_000,
}

/** F11: pool usage. Ratios of the connection limit. */
export const POOL_USAGE_RATIO = { warning: 0.7, critical: 0.85 } as const
/** F1, F12: bytes per connection; healthy is below. 190 KB is the published crisis. */
export const MEMORY_PER_CONNECTION_BYTES = { target: 50_000, minConnections: 1_000 } as const
/** F16: descriptor usage. Ratios of the limit; above 100 sockets in CLOSE_WAIT is a red flag. */
export const DESCRIPTOR_USAGE_RATIO = { warning: 0.7, critical: 0.8 } as const
export const CLOSE_WAIT_WARNING = 100
export const ZOMBIES_CRITICAL = 500
export const OPEN_SOCKETS_CRITICAL = 50_000
/** F16: an MQTT fleet storms above this many new connections in 5 s. */
export const MQTT_NEW_CONNECTIONS_IN_5S = 500

/** F10. */
export const CONNECTIONS_PER_CLIENT = 5
export const CONNECTIONS_PER_ADDRESS = 100
export const CONNECTIONS_PER_NODE = 50_000
/** F10: over this share of all connections from one address hints at a proxy in front. */
export const ADDRESS_SHARE_WARNING = 0.5
/** F22: shares of the hard limit. */
export const SOFT_LIMIT_RATIO = 0.8
export const WARNING_LIMIT_RATIO = 0.7

/** Architecture rule 1: when a sample is drawn as stale, and when it is withdrawn. */
export const STALE_AFTER_MS = 2_500
export const NO_DATA_AFTER_MS = 5_000

/** F21. */
export const RETRY_AFTER_FULL_S = 30
/** F20: a ping unanswered for this long means that the connection is dead. */
export const PONG_DEADLINE_MS = 30_000
