import { z } from 'zod'

const seconds = (min: number, max: number) => z.number().min(min).max(max)

/** An address people configure: http(s), no credentials inside, no query. */
export const serviceUrlSchema = z
  .string()
  .refine(value => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
    error: 'must be an address such as http://127.0.0.1:9090',
  })
  .refine(value => !URL.canParse(value) || new URL(value).username === '', {
    error: 'must not contain a user or password; use basicAuth or bearerTokenFile',
  })
  .refine(value => !URL.canParse(value) || (new URL(value).search === '' && new URL(value).hash === ''), {
    error: 'must not contain a query or fragment',
  })

/** How we show who we are to a service. Secrets come from files, so that they are neither in argv nor in the YAML. */
export const credentialFields = {
  bearerTokenFile: z.string().min(1).optional(),
  basicAuth: z.strictObject({ username: z.string().min(1), passwordFile: z.string().min(1) }).optional(),
  /** PEM; instead of the system's CAs. */
  caFile: z.string().min(1).optional(),
}

const labelName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'must be a Prometheus label name' })

/** The `prometheus:` section of stormdeck.yaml. */
export const prometheusConfigSchema = z
  .strictObject({
    url: serviceUrlSchema,
    ...credentialFields,
    /** Sent as X-Scope-OrgID (Mimir, Cortex). */
    tenant: z.string().min(1).max(150).optional(),
    /**
     * Thanos: accept answers of a part of the stores; they are marked as partial. Sent either way: left out, Thanos
     * accepts them.
     */
    partialResponse: z.boolean().default(false),
    /** Seconds; what `scrape_interval` says. Left out: asked of Prometheus. */
    scrapeIntervalSeconds: seconds(0.5, 300).optional(),
    deadlineSeconds: seconds(0.1, 60).default(4),
    /** Of one answer over a range of more than a day, which nobody waits for at 3 a.m. */
    longRangeDeadlineSeconds: seconds(0.1, 120).default(30),
    /** Most bytes read of one answer. */
    maxAnswerMiB: z.number().min(0.01).max(256).default(16),
    /** Servers known from Prometheus only: found by themselves, or named here. */
    servers: z
      .union([
        z.enum(['auto', 'off']),
        z
          .array(
            z.strictObject({
              profile: z.string().min(1),
              /** Only targets of this job. */
              job: z.string().min(1).optional(),
              group: z
                .string()
                .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
                .optional(),
              /** Connections at which a node is full, for servers that do not export it. */
              connectionLimit: z.number().int().positive().optional(),
            }),
          )
          .max(64),
      ])
      .default('auto'),
    /** Label that names the node; where it is missing, `instance` does. */
    nodeLabel: labelName.default('node'),
    groupLabel: labelName.default('job'),
    /** YAML files with profiles of your own. */
    profileFiles: z.array(z.string().min(1)).max(64).default([]),
  })
  .refine(config => !(config.bearerTokenFile && config.basicAuth), {
    error: 'give bearerTokenFile or basicAuth, not both',
  })
export type PrometheusConfig = z.infer<typeof prometheusConfigSchema>
