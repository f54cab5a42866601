/** A version is named once it makes most of the attempts; a leader with less explains nothing. */
export const MOST_ATTEMPTS_RATIO = 0.5

/** The client version that makes at least half of the attempts; `null` without one. */
export function leadingVersion({
  topVersion,
  topVersionRatio,
}: {
  topVersion: string | null
  topVersionRatio: number | null
}): string | null {
  return (topVersionRatio ?? 0) >= MOST_ATTEMPTS_RATIO ? topVersion : null
}
