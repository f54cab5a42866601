import { IN_BAND_KEY, MAX_BEAT_MS } from '@stormdeck/protocol'

/** Goes out with every ping, because a browser does not see pings. */
export const beatFrame = (intervalMs: number) => JSON.stringify({ [IN_BAND_KEY]: { beat: intervalMs } })

/**
 * The longest interval that a beat may name (an hour): said by an agent that goes and leaves its sockets open, so that nobody
 * takes the silence after it for a dead connection.
 */
export const LAST_BEAT = beatFrame(MAX_BEAT_MS)
