import type { AgentStatus } from '@stormdeck/protocol'

type LimitsMode = AgentStatus['node']['limitsMode']

/**
 * Workers hold clients to the limits, each as its own options say: they are enforced where every worker does so.
 * @param own what the primary was given, which is shown while none has reported
 */
export function limitsModeOf(workers: readonly LimitsMode[], own: LimitsMode): LimitsMode {
  if (workers.length === 0) return own
  return workers.every(mode => mode === 'enforce') ? 'enforce' : 'observe'
}

/** Refusals of some workers only look like bad luck to the clients that get them. */
export function limitsWarning(workers: readonly LimitsMode[]): AgentStatus['warnings'] {
  const enforcing = workers.filter(mode => mode === 'enforce').length
  if (enforcing === 0 || enforcing === workers.length) return []
  return [
    {
      id: 'limits-mode',
      text: `${enforcing} of ${workers.length} workers of the cluster enforce limits; the others only observe them.`,
      fix: 'the same limits.mode in attach() of every worker',
    },
  ]
}
