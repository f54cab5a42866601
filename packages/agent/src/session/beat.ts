import { IN_BAND_KEY } from '@stormdeck/protocol'

/** Goes out with every ping, because a browser does not see pings. */
export const beatFrame = (intervalMs: number) => JSON.stringify({ [IN_BAND_KEY]: { beat: intervalMs } })
