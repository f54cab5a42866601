import http from 'node:http'
import { userInfo } from 'node:os'
import { checkControlFolder } from '../../lib/server/tiers/control/control-folder.ts'
import { controlPath } from '../../lib/server/tiers/control/control-path.ts'
import type { ControlVerb } from '../../lib/server/tiers/control/control-verbs.ts'
import { CliError } from './cli-error.ts'
import type { Deck } from './deck.ts'

const DEADLINE_MS = 5_000
/** These walk or copy the whole database. */
const LONG_DEADLINE_MS = 10 * 60_000
const LONG: ReadonlySet<string> = new Set<ControlVerb>(['backup', 'verify'])

/** Nobody listens: the app does not run. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning'
}

/** The app that holds a data folder, over its socket. */
export function runningDeck(dataDir: string): Deck {
  const path = controlPath(dataDir)
  checkControlFolder(path, dataDir, false)
  return {
    run: async (verb, input) => (await call(path, verb, input)) as never,
    close: async () => {},
  }
}

async function call(socketPath: string, verb: string, input: unknown): Promise<unknown> {
  const { status, body } = await exchange(socketPath, verb, JSON.stringify(input))
  const answer = JSON.parse(body) as { result?: unknown; message?: string }
  if (status !== 200) throw new CliError(answer.message ?? `the app answered ${status}`)
  return answer.result
}

const deadlineOf = (verb: string) => (LONG.has(verb) ? LONG_DEADLINE_MS : DEADLINE_MS)

function exchange(socketPath: string, verb: string, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        socketPath,
        path: `/${verb}`,
        method: 'POST',
        signal: AbortSignal.timeout(deadlineOf(verb)),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-stormdeck-user': encodeURIComponent(userInfo().username),
        },
      },
      response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', part => {
          text += part
        })
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
        response.once('error', reject)
      },
    )
    request.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') reject(new NotRunning())
      else if (error.name === 'TimeoutError' || error.name === 'AbortError') reject(hanging(deadlineOf(verb)))
      else reject(error)
    })
    request.end(body)
  })
}

const hanging = (deadlineMs: number) =>
  new CliError(
    `The app did not answer within ${deadlineMs / 1_000} s. It may still carry the command out. ` +
      'If it hangs, give the command again with --take-over.',
  )
