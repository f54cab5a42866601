import { z } from 'zod'

const path = z.string().min(1)
const label = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'must be a Prometheus label name' })
const scheme = z.enum(['http', 'https']).default('http')

/**
 * The `discovery:` section of stormdeck.yaml: where agents are found beside those that `agents:` lists. Targets are the
 * control listeners of agents.
 */
export const discoverySchema = z.strictObject({
  /** Prometheus' own file_sd files, JSON or YAML; `*` stands for any part of a file name. Read again on change. */
  files: z.array(path).max(64).default([]),
  /** DNS SRV names. */
  dns: z
    .array(z.strictObject({ name: z.string().min(1).max(253), scheme }))
    .max(64)
    .default([]),
  /** Targets of the configured Prometheus, by job or labels. */
  prometheus: z
    .array(
      z
        .strictObject({
          job: z.string().min(1).optional(),
          labels: z.record(label, z.string()).default({}),
        })
        .refine(want => want.job !== undefined || Object.keys(want.labels).length > 0, {
          error: 'needs a job or labels; without them every target would be taken for an agent',
        }),
    )
    .max(64)
    .default([]),
  /** Seconds between two looks at DNS and Prometheus. */
  refreshSeconds: z.number().min(1).max(3_600).default(30),
  /** For every agent that is found. */
  readTokenFile: path.optional(),
  writeTokenFile: path.optional(),
  caFile: path.optional(),
})
export type DiscoveryConfig = z.output<typeof discoverySchema>
