import type { FleetState, SourceHealth } from './fleet-state.ts'

/**
 * Why a fleet has no node. `failing`: a source that names nodes fails, so there may be any number of them ·
 * `unanswered`: one has not answered yet · `none`: all of them answered, or none is configured.
 */
export type WhyEmpty = 'failing' | 'unanswered' | 'none'

/** Judges the sources of a fleet in which there is no node. */
export function whyEmpty({ sources }: Pick<FleetState, 'sources'>): WhyEmpty {
  const naming = sources.filter(namesNodes)
  if (naming.some(source => source.status === 'failing')) return 'failing'
  // A source that nobody configured is unknown too, and says so in a sentence.
  return naming.some(source => source.status === 'unknown' && source.error === null) ? 'unanswered' : 'none'
}

/** Sources that nodes become known from. */
export const namesNodes = ({ kind }: SourceHealth): boolean => kind === 'agents' || kind === 'prometheus'
