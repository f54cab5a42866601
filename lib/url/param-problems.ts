import { parseScope } from '@stormdeck/protocol'
import { RANGES } from '../contract/history.ts'
import { THEMES } from './view.ts'

/** What a parameter of an address may be. */
export type ExpectedParam = { fits: (value: string) => boolean; what: string }

/** The parameters that every screen has. */
export const VIEW_PARAMS: Record<string, ExpectedParam> = {
  theme: { fits: value => THEMES.some(theme => theme === value), what: `one of ${THEMES.join(', ')}` },
  range: { fits: value => RANGES.some(range => range === value), what: `one of ${RANGES.join(', ')}` },
  scope: { fits: value => parseScope(value) !== null, what: 'fleet, group:NAME or node:ID' },
}

/** What is wrong with the parameters, one sentence each. Unknown parameters are nobody's business. */
export function paramProblems(
  params: Pick<URLSearchParams, 'get'>,
  expected: Record<string, ExpectedParam>,
): string[] {
  return Object.entries(expected).flatMap(([name, { fits, what }]) => {
    const value = params.get(name)
    return value === null || fits(value)
      ? []
      : [`${name}=${value.slice(0, 40)} is not ${what}; the default is shown.`]
  })
}
