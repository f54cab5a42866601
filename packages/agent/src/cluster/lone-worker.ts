import cluster from 'node:cluster'
import type { AgentStatus } from '@stormdeck/protocol'
import type { AttachOptions } from '../options.ts'

const TEXT =
  'This agent is in one worker of a cluster: it counts that worker alone, and orders reach no other.'
const FIX =
  "attachPrimary() in the primary and control: 'primary' in the workers; or for each worker an id and a control.port of its own, and control.perWorker: true"

/** One of several workers with a control listener of its own, which none of the others can have; `null`: it is not. */
export function loneWorkerWarning(
  control: AttachOptions['control'],
  isWorker = cluster.isWorker,
): AgentStatus['warnings'][number] | null {
  if (!isWorker || typeof control !== 'object' || control.perWorker) return null
  return { id: 'lone-worker', text: TEXT, fix: FIX }
}
