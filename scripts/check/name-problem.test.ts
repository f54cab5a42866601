import { expect, test } from 'vitest'
import { nameProblem } from './name-problem.mjs'

test.each([
  ['lib/format/duration.ts', null],
  ['packages/agent/src/index.ts', null],
  ['lib/domain/storm/storm-state.test.ts', null],
  ['lib/domain/index.ts', 'no barrel files'],
  ['packages/agent/src/ws/index.ts', 'no barrel files'],
  ['components/ui/index.tsx', 'no barrel files'],
  ['lib/util.ts', '"util" says nothing'],
  ['lib/utils/clock.ts', '"utils" says nothing'],
  ['components/helper/row.tsx', '"helper" says nothing'],
  ['app/common.test.ts', '"common" says nothing'],
])('%s: %s', (path, problem) => {
  if (problem === null) expect(nameProblem(path)).toBeNull()
  else expect(nameProblem(path)).toContain(problem)
})
