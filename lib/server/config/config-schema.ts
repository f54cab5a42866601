import { NAME_PATTERN, STORM_THRESHOLDS } from '@stormdeck/protocol'
import { z } from 'zod'
import { MAX_NODES } from '../../contract/max-nodes.ts'
import { POLICY_MODES } from '../../domain/tier/policy-mode.ts'
import { discoverySchema } from '../discovery/discovery-config.ts'
import { alertmanagerConfigSchema } from '../notify/alertmanager-config.ts'
import { prometheusConfigSchema, serviceUrlSchema } from '../prometheus/prometheus-config.ts'
import { RETENTION } from '../store/prune.ts'

const DAY_MS = 24 * 3_600_000

const name = z.string().regex(NAME_PATTERN, {
  error: 'must be 1 to 63 letters, digits, dots, dashes or underscores, and begin with a letter or digit',
})
const path = z.string().min(1, { error: 'must be a path' })

const agent = z.strictObject({
  url: serviceUrlSchema,
  /** What the agent must call itself. Left out: whatever it says on its first answer. */
  id: name.optional(),
  group: name.optional(),
  /** Holds the token that the agent's control listener wants for reading. */
  readTokenFile: path.optional(),
  /** Holds the token that it wants for orders. */
  writeTokenFile: path.optional(),
  /** PEM; instead of the system's CAs. */
  caFile: path.optional(),
})

/** F14; every value on its own, what is left out comes from the wider level. */
const stormThresholds = {
  burstAttempts: z.int().min(1).max(1_000_000).optional(),
  sustainedPerSecond: z.number().positive().max(1_000_000).optional(),
}

const thresholds = z
  .strictObject({
    ...stormThresholds,
    groups: z.record(name, z.strictObject(stormThresholds)).default({}),
    nodes: z.record(name, z.strictObject(stormThresholds)).default({}),
  })
  .prefault({})

const frameAncestor = z.string().regex(/^(\*|'self'|https?:\/\/[^\s;,']+)$/, {
  error: "must be an origin such as https://grafana.example.org, 'self' or *",
})

/** Everything that `stormdeck.yaml` may hold. docs/configuration.md names every key. */
export const configSchema = z.strictObject({
  data: path.default('.stormdeck'),
  agents: z.array(agent).max(MAX_NODES).default([]),
  discovery: discoverySchema.optional(),
  prometheus: prometheusConfigSchema.optional(),
  alertmanager: alertmanagerConfigSchema.optional(),
  thresholds,
  policy: z.enum(POLICY_MODES).default('advise'),
  embed: z.strictObject({ frameAncestors: z.array(frameAncestor).max(32).default([]) }).prefault({}),
  history: z
    .strictObject({
      /** Days of one-minute history in the store. */
      keepDays: z
        .int()
        .min(1)
        .max(31)
        .default(RETENTION.historyMs / DAY_MS),
      maxRows: z.int().min(10_000).max(50_000_000).default(RETENTION.historyRows),
    })
    .prefault({}),
})
export type Config = z.output<typeof configSchema>

/** Thresholds of one node: its own, else its group's, else the file's, else F14. */
export function stormThresholdsOf(config: Config, node: { id: string; group: string }) {
  const levels = [
    config.thresholds.nodes[node.id],
    config.thresholds.groups[node.group],
    config.thresholds,
    STORM_THRESHOLDS,
  ]
  const first = (key: 'burstAttempts' | 'sustainedPerSecond') =>
    levels.find(level => level?.[key] !== undefined)?.[key] ?? STORM_THRESHOLDS[key]
  return {
    ...STORM_THRESHOLDS,
    burstAttempts: first('burstAttempts'),
    sustainedPerSecond: first('sustainedPerSecond'),
  }
}
