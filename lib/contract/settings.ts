import {
  array,
  type Infer,
  integer,
  nullable,
  number,
  object,
  oneOf,
  record,
  text,
} from '@stormdeck/protocol'
import { POLICY_MODES } from '../domain/tier/policy-mode.ts'
import { MAX_NODES } from './max-nodes.ts'

const rule = object({ burstAttempts: nullable(integer(1)), sustainedPerSecond: nullable(number(0)) })

/** `GET /api/settings`: what `stormdeck.yaml` says, as the server runs it. No secret and no path of one is in it. */
export const settingsShape = object({
  /** Path of the file; `null`: none, everything is a default. */
  file: nullable(text(4_096)),
  /** The storm rule of every node, and where a group or node has its own (`null`: the wider one counts). */
  storm: object({
    burstAttempts: integer(1),
    sustainedPerSecond: number(0),
    groups: record(rule, MAX_NODES),
    nodes: record(rule, MAX_NODES),
  }),
  policy: oneOf(POLICY_MODES),
  agentsListed: integer(),
  discovery: array(oneOf(['files', 'dns', 'prometheus']), 3),
  prometheusUrl: nullable(text(2_048)),
  alertmanagerUrl: nullable(text(2_048)),
  frameAncestors: array(text(300), 32),
  history: object({ keepDays: integer(1), maxRows: integer(1) }),
})
export type Settings = Infer<typeof settingsShape>
