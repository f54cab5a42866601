import http from 'node:http'
import { userInfo } from 'node:os'
import { controlPath } from '../../lib/server/tiers/control/control-path.ts'
import { CliError } from './cli-error.ts'
import type { Deck } from './deck.ts'

const DEADLINE_MS = 5_000

/** Nobody listens: the app does not run. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning'
}

/** The app that holds a data folder, over its socket. */
export function runningDeck(dataDir: string): Deck {
  const path = controlPath(dataDir)
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

function exchange(socketPath: string, verb: string, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        socketPath,
        path: `/${verb}`,
        method: 'POST',
        signal: AbortSignal.timeout(DEADLINE_MS),
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
      else if (error.name === 'TimeoutError' || error.name === 'AbortError') reject(hanging())
      else reject(error)
    })
    request.end(body)
  })
}

const hanging = () =>
  new CliError(
    `The app did not answer within ${DEADLINE_MS / 1_000} s. It may still carry the command out. ` +
      'If it hangs, give the command again with --take-over.',
  )
