import type {
  ControlInput,
  ControlOutput,
  ControlVerb,
} from '../../lib/server/tiers/control/control-verbs.ts'

/** Whoever carries a command out: the running app, or this process in its place. */
export type Deck = {
  run<V extends ControlVerb>(verb: V, input: ControlInput<V>): Promise<ControlOutput<V>>
  close(): Promise<void>
}
