import type { PopulationPlan } from './population.ts'

export type NodePlan = { id: string; group: string }
/** How clients behave, whoever they are and wherever they go. */
export type Habits = Omit<PopulationPlan, 'nodeId' | 'url' | 'clients'>

/** The demo: four servers in two groups. */
export const DEMO_NODES: readonly NodePlan[] = [
  { id: 'ws-1', group: 'eu-west' },
  { id: 'ws-2', group: 'eu-west' },
  { id: 'ws-3', group: 'eu-west' },
  { id: 'ws-4', group: 'us-east' },
]

export const DEMO_CLIENTS_PER_NODE = 1_500
/** 1,500 clients fill a node of this size by half. */
export const DEMO_CONNECTION_LIMIT = 3_000

/**
 * How the clients of a calm day behave: 1,500 of them with visits of five minutes are five arrivals a second on a
 * node. They join at 20 a second, well under the 50 within a second that make a burst (F14).
 */
export const CALM_HABITS: Habits = {
  rampPerSecond: 20,
  gapMs: 3_000,
  visitMs: 300_000,
  talkEveryMs: 30_000,
  releases: [
    { version: 'web 5.1.0', deck: true },
    { version: 'web 5.1.0', deck: true },
    { version: 'web 5.0.4', deck: true },
    { version: 'mobile 3.1.0', deck: false },
  ],
}

/** What the servers publish, and how often. `presence` may be dropped when a node is degraded (tier 2); the rest not. */
export const PUBLISHED = [
  { topic: 'presence', everyMs: 2_000, droppable: true },
  { topic: 'orders', everyMs: 5_000, droppable: false },
] as const
