import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { nodeFixture } from '@/components/gallery/fixtures/node-fixture.ts'
import { Trails } from '@/lib/queries/live/trails.ts'
import { NodeRow } from './node-row.tsx'

const lineOf = (burstThresholdAttempts: number) => {
  const trails = new Map([['ws-1', { column: 0, values: [0, 50] }]])
  const html = renderToStaticMarkup(
    <Trails value={trails}>
      <table>
        <tbody>
          <NodeRow node={nodeFixture('ws-1', { burstThresholdAttempts })} index={0} top={0} at={0} />
        </tbody>
      </table>
    </Trails>,
  )
  return /<path d="([^"]*)"/.exec(html)?.[1]
}

test("the small line of attempts is as high as its box at the node's own burst threshold", () => {
  expect(lineOf(50)).toBe('M0 20L144 0')
  expect(lineOf(500)).toBe('M0 20L144 18')
})
