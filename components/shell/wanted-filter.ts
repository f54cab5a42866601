/** A wish is for the screen that is opened now, and not for one that somebody comes to later. */
const GOOD_FOR_MS = 10_000

/**
 * The wish to write into the filter of a screen that is still on its way: `/` was pressed where there is none.
 * Times are monotonic, ms.
 */
export function createWantedFilter() {
  let until = Number.NEGATIVE_INFINITY
  return {
    want: (nowMs: number) => {
      until = nowMs + GOOD_FOR_MS
    },
    /** True once for each wish, if it is not too old. */
    take: (nowMs: number): boolean => {
      const wanted = nowMs <= until
      until = Number.NEGATIVE_INFINITY
      return wanted
    },
  }
}

/** The one of this page. */
export const wantedFilter = createWantedFilter()
