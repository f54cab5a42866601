import type { Scenario } from './scenario.ts'
import { calm } from './scenarios/calm.ts'
import { demo } from './scenarios/demo.ts'
import { storm } from './scenarios/storm.ts'

/** Everything `npm run lab` can do, in the order of its help. */
export const SCENARIOS: readonly Scenario[] = [demo, storm, calm]
