import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { MAX_SUGGESTIONS } from './scope-names.ts'
import { ScopeSearch } from './scope-search.tsx'

test('what opens with the dialog does not grow with the fleet: no node is listed before something is typed', () => {
  const markup = renderToStaticMarkup(<ScopeSearch fleet={FLEETS.many} onChoose={() => {}} />)
  const options = markup.match(/<option/g) ?? []
  expect(options).toHaveLength(new Set(FLEETS.many.nodes.map(node => node.group)).size)
  expect(options.length).toBeLessThanOrEqual(MAX_SUGGESTIONS)
})
