import { z } from 'zod'
import { credentialFields, serviceUrlSchema } from '../prometheus/prometheus-config.ts'

/** The `alertmanager:` section of stormdeck.yaml. */
export const alertmanagerConfigSchema = z.strictObject({
  url: serviceUrlSchema,
  ...credentialFields,
  deadlineSeconds: z.number().min(0.1).max(60).default(4),
  /** Where the links of our alerts lead: the address people reach this dashboard under. */
  dashboardUrl: serviceUrlSchema.optional(),
  /** Token that Alertmanager must send to our webhook receiver. Without one, loopback is all that protects it. */
  receiverTokenFile: z.string().min(1).optional(),
})
export type AlertmanagerConfig = z.output<typeof alertmanagerConfigSchema>
