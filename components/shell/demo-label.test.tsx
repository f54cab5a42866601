import type { ReactNode } from 'react'
import { expect, test } from 'vitest'
import { EmbedFrame } from '@/components/embed/embed-frame.tsx'
import { SummaryScreen } from '@/components/summary/summary-screen.tsx'
import { WallHead } from '@/components/wall/wall-head.tsx'
import { fleetSample, nodeSample } from '@/lib/domain/test/fleet-sample.ts'
import { SideNav } from './side-nav.tsx'
import { staticScreen } from './test/static-screen.tsx'

const OWN = fleetSample([nodeSample('ws-1'), nodeSample('ws-2')])
/** Its own servers, and one of the demo among them. */
const MIXED = fleetSample([nodeSample('ws-1'), nodeSample('ws-2', { demo: true })])

const SCREENS: [name: string, part: ReactNode, search?: string][] = [
  ['side bar', <SideNav key="" onKeys={() => {}} />],
  ['wall', <WallHead key="" />],
  ['summary', <SummaryScreen key="" />],
  ['embedded panel', <EmbedFrame key="">a panel</EmbedFrame>],
  ['embedded panel of a part', <EmbedFrame key="">a panel</EmbedFrame>, 'scope=node:ws-1'],
]

test.each(SCREENS)('demo data cannot be taken for a fleet of one’s own: %s', (_, part, search) => {
  expect(staticScreen(OWN, part, search)).not.toContain('Demo')
  expect(staticScreen({ ...OWN, demo: true }, part, search)).toContain('Demo')
  expect(staticScreen(MIXED, part, search)).toContain('Demo')
})
