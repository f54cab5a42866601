import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningProgram, startProgram } from './start-program.ts'

export type RunningPrometheus = {
  url: string
  dir: string
  program: RunningProgram
  stop: () => Promise<void>
}

export type PrometheusSetup = {
  /** `host:port` of what it scrapes, by job. */
  jobs?: Record<string, readonly string[]>
  scrapeInterval?: string
  /** Added to the end of prometheus.yml. */
  yaml?: string
  /** Lines inside each scrape job. */
  jobYaml?: string
  flags?: readonly string[]
  /** Runs on the data folder before the start. */
  prepare?: (dataDir: string) => Promise<void> | void
}

function prometheusYaml(setup: PrometheusSetup): string {
  const interval = setup.scrapeInterval ?? '1s'
  const jobs = Object.entries(setup.jobs ?? {}).map(
    ([job, targets]) =>
      `  - job_name: ${job}\n${setup.jobYaml ?? ''}    static_configs:\n      - targets: ${JSON.stringify(targets)}\n`,
  )
  return `global:
  scrape_interval: ${interval}
  scrape_timeout: ${interval}
  evaluation_interval: ${interval}
${jobs.length > 0 ? `scrape_configs:\n${jobs.join('')}` : ''}${setup.yaml ?? ''}`
}

/** A real Prometheus on a free loopback port with a data folder of its own; `stop` removes both. */
export async function startPrometheus(path: string, setup: PrometheusSetup = {}): Promise<RunningPrometheus> {
  const dir = mkdtempSync(join(tmpdir(), 'stormdeck-prometheus-'))
  const dataDir = join(dir, 'data')
  const config = join(dir, 'prometheus.yml')
  writeFileSync(config, prometheusYaml(setup))
  await setup.prepare?.(dataDir)
  const program = await startProgram(
    path,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${dataDir}`,
      '--web.listen-address=127.0.0.1:0',
      '--web.enable-lifecycle',
      ...(setup.flags ?? []),
    ],
    // Both are said, in either order.
    { ready: /^(?=[\s\S]*Server is ready to receive web requests)[\s\S]*?Listening on"? address=(\S+)\s/ },
  )
  const stop = async () => {
    await program.stop()
    rmSync(dir, { recursive: true, force: true })
  }
  return { url: `http://${program.ready[1]}`, dir, program, stop }
}
