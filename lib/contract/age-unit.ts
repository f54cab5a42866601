/** Ages travel in tenths of a second. A file of its own, so that a page does not load the parser of the feed for it. */
export const AGE_UNIT_MS = 100
