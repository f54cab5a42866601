import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { forgetPart, rememberPart } from './live-parts.ts'

const READY_DEADLINE_MS = 20_000
const STDERR_KEPT_BYTES = 4_096

/** What a child says of itself; the first message every child sends is its `ready`. */
export type PartReport = { kind: string }

export type PartExit = { code: number | null; signal: NodeJS.Signals | null; stderr: string }

/** A child process of the lab. It ends by itself when its parent is gone, since its channel closes. */
export type Part<Order> = {
  pid: number
  exited: Promise<PartExit>
  send(order: Order): void
  /** Any signal, so that a scenario can stop (SIGSTOP), resume or kill -9 a part. */
  signal(name: NodeJS.Signals): void
  /** Asks it to end, and kills it after `graceMs`; also when it was stopped with SIGSTOP. */
  stop(graceMs?: number): Promise<void>
}

export type PartOptions<Report extends PartReport> = {
  /** Named in errors. */
  name: string
  entry: URL
  /** Everything after `ready`. */
  onReport?: (report: Report) => void
  /** Descriptor limit of the child, soft and hard, set with prlimit; unset: as the parent. */
  descriptorLimit?: number
  /** How long it may take to say `ready`; 20 s. */
  readyWithinMs?: number
  /** Additional flags for Node, such as `--expose-gc`. */
  nodeFlags?: string[]
}

function spawnChild<Report extends PartReport>(options: PartOptions<Report>): ChildProcess {
  const node = [process.execPath, ...(options.nodeFlags ?? []), fileURLToPath(options.entry)]
  const limit = options.descriptorLimit
  const command = limit === undefined ? node : ['prlimit', `--nofile=${limit}:${limit}`, ...node]
  return spawn(command[0] as string, command.slice(1), {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
}

function tailOf(stream: NodeJS.ReadableStream | null): () => string {
  let kept = ''
  stream?.on('data', (chunk: Buffer) => {
    kept = (kept + chunk.toString()).slice(-STDERR_KEPT_BYTES)
  })
  return () => kept.trim()
}

function exitOf(child: ChildProcess, stderr: () => string): Promise<PartExit> {
  return new Promise(resolve => {
    child.once('close', (code, signal) => resolve({ code, signal, stderr: stderr() }))
    child.once('error', error => resolve({ code: null, signal: null, stderr: error.message }))
  })
}

function partFrom<Order>(child: ChildProcess, exited: Promise<PartExit>): Part<Order> {
  const pid = child.pid ?? -1
  const signal = (name: NodeJS.Signals) => void (pid > 0 && child.kill(name))
  const stop = async (graceMs = 1_000) => {
    signal('SIGTERM')
    const killer = setTimeout(() => signal('SIGKILL'), graceMs)
    await exited
    clearTimeout(killer)
  }
  const send = (order: Order) => {
    // A child that has just ended cannot be told anything; its exit is reported by `exited`.
    if (child.connected) child.send(order as object, () => {})
  }
  return { pid, exited, send, signal, stop }
}

/**
 * Starts a child process, hands it its first order and waits until it says `ready`.
 *
 * The channel is private to two processes of the same checkout, so its messages are typed, not parsed.
 * @throws when the child ends, or is silent for too long, before it is ready; the message ends with its stderr
 */
export async function startPart<Report extends PartReport, Order>(
  options: PartOptions<Report>,
  order: Order,
): Promise<{ part: Part<Order>; ready: Extract<Report, { kind: 'ready' }> }> {
  const { readyWithinMs = READY_DEADLINE_MS } = options
  const child = spawnChild(options)
  const exited = exitOf(child, tailOf(child.stderr))
  const part = partFrom<Order>(child, exited)
  rememberPart(part.pid, part.stop)
  void exited.then(() => forgetPart(part.pid))

  const ready = await new Promise<Extract<Report, { kind: 'ready' }>>((resolve, reject) => {
    const deadline = setTimeout(() => {
      part.signal('SIGKILL')
      reject(new Error(`${options.name} did not start within ${readyWithinMs / 1_000} s`))
    }, readyWithinMs)
    child.on('message', message => {
      const report = message as Report
      if (report.kind !== 'ready') return options.onReport?.(report)
      clearTimeout(deadline)
      resolve(report as Extract<Report, { kind: 'ready' }>)
    })
    void exited.then(exit => {
      clearTimeout(deadline)
      reject(new Error(`${options.name} ended (${exit.signal ?? `exit ${exit.code}`}): ${exit.stderr}`))
    })
    part.send(order)
  })
  return { part, ready }
}
