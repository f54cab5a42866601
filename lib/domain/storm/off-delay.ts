// Apart from the detector, so that a screen that names these times does not load it.

/** A storm is clearing once both rules have been quiet for this long … */
export const CLEARING_AFTER_MS = 10_000
/** … and over after this long; a return before that is the same storm. */
export const SAME_STORM_MS = 60_000
