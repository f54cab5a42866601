import { chmodSync, rmSync } from 'node:fs'
import http from 'node:http'
import { ApiFailure } from '../../http/api-failure.ts'
import { StoreError } from '../../store/store-error.ts'
import { checkControlFolder } from './control-folder.ts'
import { controlPath } from './control-path.ts'
import type { ControlParts } from './control-verbs.ts'
import { runVerb } from './run-verb.ts'

const MAX_BODY_BYTES = 16 * 1024
const DEADLINE_MS = 10_000
const USER_PATTERN = /^[^\p{Cc}]{1,80}$/u

/**
 * Listens for the command line on a socket that only this user can open. The caller holds the data folder, so that a
 * socket left there by a process that was killed is nobody's.
 */
export async function openControlSocket(
  parts: ControlParts & { dataDir: string },
): Promise<{ path: string; close(): void }> {
  const path = controlPath(parts.dataDir)
  checkControlFolder(path, parts.dataDir, true)
  rmSync(path, { force: true })
  const server = http.createServer((request, response) => {
    answer(parts, request).then(
      result => send(response, 200, { result }),
      error => send(response, 400, failureOf(error)),
    )
  })
  server.requestTimeout = DEADLINE_MS
  server.maxConnections = 16
  server.unref()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return {
    path,
    close: () => {
      server.close()
      server.closeAllConnections()
      rmSync(path, { force: true })
    },
  }
}

async function answer(parts: ControlParts, request: http.IncomingMessage): Promise<unknown> {
  const user = decodeURIComponent(String(request.headers['x-stormdeck-user'] ?? ''))
  const by = USER_PATTERN.test(user) ? user : 'command line'
  const name = (request.url ?? '').slice(1)
  return runVerb(parts, name, await readJson(request), { by, via: 'command-line' })
}

async function readJson(request: http.IncomingMessage): Promise<unknown> {
  let body = ''
  request.setEncoding('utf8')
  for await (const part of request) {
    body += part
    if (body.length > MAX_BODY_BYTES) throw new ApiFailure('too-large', 'The command is too large.')
  }
  try {
    return JSON.parse(body)
  } catch {
    throw new ApiFailure('bad-request', 'The command is not valid JSON.')
  }
}

function failureOf(error: unknown): { error: string; message: string } {
  if (error instanceof ApiFailure) return { error: error.error, message: error.message }
  if (error instanceof StoreError) return { error: 'unavailable', message: error.message }
  return { error: 'internal', message: error instanceof Error ? error.message : String(error) }
}

function send(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
