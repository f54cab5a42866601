import { parseScope } from '@stormdeck/protocol'
import { RANGES } from '@/lib/contract/history.ts'
import { THEMES } from '@/lib/url/view.ts'

const EXPECTED: Record<string, { fits: (value: string) => boolean; what: string }> = {
  theme: { fits: value => THEMES.some(theme => theme === value), what: `one of ${THEMES.join(', ')}` },
  range: { fits: value => RANGES.some(range => range === value), what: `one of ${RANGES.join(', ')}` },
  scope: { fits: value => parseScope(value) !== null, what: 'fleet, group:NAME or node:ID' },
}

/** What is wrong with the parameters of an embedded panel, one sentence each. Unknown parameters are nobody's business. */
export function embedProblems(params: URLSearchParams): string[] {
  return Object.entries(EXPECTED).flatMap(([name, { fits, what }]) => {
    const value = params.get(name)
    return value === null || fits(value)
      ? []
      : [`${name}=${value.slice(0, 40)} is not ${what}; the default is shown.`]
  })
}
