import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../../command-line/parse-options.ts'
import { stopAllParts } from '../../process/live-parts.ts'
import { Recorder, writeRecording } from '../../recording/recorder.ts'
import type { Row } from '../../report/format-table.ts'
import type { Reporter } from '../../report/reporter.ts'
import type { Scenario } from '../../scenario.ts'
import { type Aim, aimOf, missOf } from './judge-return.ts'
import { LIBRARIES, type Library } from './returning-client.ts'
import { type RestartPlan, type RestartResult, runRestart } from './run-restart.ts'

/** More would not fit one server: a process may hold 20,000 descriptors where the lab was measured. */
const MAX_CLIENTS = 15_000

const seconds = (ms: number | null) => (ms === null ? null : `${(ms / 1_000).toFixed(1)} s`)

function readNumbers(name: string, written: string, max: number): number[] {
  const numbers = written.split(',').map(Number)
  if (numbers.some(number => !(number >= 0 && number <= max))) {
    throw new UsageError(`--${name} ${written}: expected numbers from 0 to ${max}, joined by commas`)
  }
  return numbers
}

function readLibraries(written: string): Library[] {
  const names = written.split(',')
  const unknown = names.find(name => !(LIBRARIES as readonly string[]).includes(name))
  if (unknown !== undefined) {
    throw new UsageError(`--libraries: "${unknown}" is none of ${LIBRARIES.join(', ')}`)
  }
  return names as Library[]
}

type Run = { row: Row; library: Library; met: boolean; windowMs: number | null }

/**
 * A run that could not be measured is reported as such; the others go on.
 * @param toldMs window that our agent told under the same conditions, where it has run
 */
async function tryRun(plan: RestartPlan, toldMs: number | null, report: Reporter): Promise<Run> {
  const { library } = plan
  try {
    const result = await runRestart(plan, report.progress)
    const windowMs = result.windowMs ?? toldMs
    const aim = aimOf(plan.clients, plan.acceptCostMs, windowMs)
    const miss = missOf(aim, result)
    report.event({ event: 'run', ...plan, ...result, aim, miss, journalDir: undefined, recorder: undefined })
    return { row: rowOf(plan, result, aim, miss), library, met: miss === null, windowMs }
  } catch (error) {
    await stopAllParts()
    const message = error instanceof Error ? error.message : String(error)
    report.say(`${library}: ${message}`)
    const row = { library, 'accept cost': `${plan.acceptCostMs} ms`, verdict: 'not measured' }
    return { row, library, met: false, windowMs: toldMs }
  }
}

function rowOf(plan: RestartPlan, result: RestartResult, aim: Aim, miss: string | null): Row {
  return {
    library: plan.library,
    'accept cost': `${plan.acceptCostMs} ms`,
    'server gone': seconds(result.outageMs),
    'ideal N ÷ C': seconds(plan.clients * plan.acceptCostMs),
    'window told': seconds(result.windowMs),
    back: `${result.back} of ${plan.clients}`,
    'half back': seconds(result.medianBackMs),
    'all back': result.allBackMs === null ? `not within ${plan.capMs / 1_000} s` : seconds(result.allBackMs),
    'attempts a client': result.attemptsMean.toFixed(2),
    'at most': result.attemptsMax,
    hints: result.hints,
    aim: `${seconds(aim.withinMs)}, ${aim.attempts} attempts`,
    verdict: miss === null ? 'met' : `missed: ${miss}`,
  }
}

/**
 * Clients lose their server, which comes back. What an accept costs decides how much of an art it is to return, so it
 * is a parameter of the run rather than a property of the machine.
 */
export const deployRestart: Scenario = {
  name: 'deploy-restart',
  summary: 'clients lose their server, which comes back: ours beside three libraries in documented settings',
  options: {
    clients: { kind: 'number', help: 'in all', default: '3000', min: 1, max: MAX_CLIENTS },
    outages: { kind: 'text', help: 'seconds without a server, joined by commas', default: '0,5' },
    'accept-costs': {
      kind: 'text',
      help: 'processor time of an accept (TLS, authentication) in ms, joined by commas',
      default: '1,6',
    },
    libraries: { kind: 'text', help: 'joined by commas', default: LIBRARIES.join(',') },
    cap: { kind: 'duration', help: 'give up on a run after this long', default: '180s', max: 900_000 },
    record: { kind: 'text', help: 'write what our agent reported to this file' },
    processes: { kind: 'number', help: 'client processes', default: '4', min: 1, max: 8 },
  },
  async run({ options, report, onFinish }) {
    const clients = options.number('clients') ?? 0
    const outages = readNumbers('outages', options.text('outages') ?? '', 120)
    const costs = readNumbers('accept-costs', options.text('accept-costs') ?? '', 100)
    const libraries = readLibraries(options.text('libraries') ?? '')
    const journals = mkdtempSync(join(tmpdir(), 'stormdeck-lab-'))
    onFinish(() => rmSync(journals, { recursive: true, force: true }))
    const runs = costs.length * outages.length * libraries.length
    report.say(`${runs} runs of ${clients} real clients, one after the other.`)
    const recorder = new Recorder('deploy-restart')
    onFinish(() => recorder.close())
    const done: Run[] = []
    for (const acceptCostMs of costs) {
      for (const outage of outages) {
        let toldMs: number | null = null
        for (const library of libraries) {
          const plan: RestartPlan = {
            library,
            clients,
            acceptCostMs,
            outageMs: outage * 1_000,
            capMs: options.number('cap') ?? 180_000,
            processes: options.number('processes') ?? 4,
            journalDir: join(journals, `run-${done.length}`),
            recorder,
          }
          const run = await tryRun(plan, toldMs, report)
          toldMs = run.windowMs
          done.push(run)
        }
      }
    }
    const file = options.text('record')
    if (file)
      writeRecording(file, recorder.recording(`${clients} clients, accept costs ${costs.join(', ')} ms`))
    report.table(
      'Back after a restart',
      done.map(({ row }) => row),
    )
    report.say(
      'Attempts are those begun while the server listened again, hints included. The aim is 1.5 × max(N ÷ C, W). All clients share this machine with the server.',
    )
    return done.every(({ library, met }) => met || library !== 'stormdeck') ? 'passed' : 'failed'
  },
}
