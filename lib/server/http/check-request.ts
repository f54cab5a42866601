import { WRITE_HEADER } from '../../contract/tier-order.ts'
import { ApiFailure } from './api-failure.ts'
import { LOOPBACK_NAMES } from './loopback-names.ts'

/**
 * Refuses a request under a name that is not ours: a page of somebody else whose name resolves to this machine (DNS
 * rebinding) must not read or order anything.
 * @throws {ApiFailure} forbidden
 */
export function checkHost(request: Request): void {
  const host = request.headers.get('host') ?? ''
  if (hostName(host) === null || !LOOPBACK_NAMES.has(hostName(host) ?? ''))
    throw new ApiFailure(
      'forbidden',
      'This dashboard answers under 127.0.0.1, [::1] and localhost only, until sign-in exists. Use an SSH tunnel to reach it from elsewhere.',
    )
}

/**
 * Refuses a read that another site's page makes: it could not read the answer, and would make us work for it. A link to
 * us on such a page is no request of its.
 * @throws {ApiFailure} forbidden
 */
export function checkRead(request: Request): void {
  if (request.headers.get('sec-fetch-site') !== 'cross-site') return
  if (request.headers.get('sec-fetch-mode') === 'navigate') return
  throw new ApiFailure('forbidden', 'This may be read by pages of this dashboard only.')
}

/**
 * Refuses a write that our own pages did not make.
 * @throws {ApiFailure} forbidden or bad-request
 */
export function checkWrite(request: Request): void {
  if (request.headers.get(WRITE_HEADER.name) !== WRITE_HEADER.value)
    throw new ApiFailure('forbidden', `A write needs the header ${WRITE_HEADER.name}: ${WRITE_HEADER.value}.`)
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin')
    throw new ApiFailure('forbidden', 'A write must come from a page of this dashboard.')
  const origin = request.headers.get('origin')
  if (origin !== null && !sameOrigin(origin, request.headers.get('host')))
    throw new ApiFailure(
      'forbidden',
      `A write must come from a page of this dashboard, and not from ${origin}.`,
    )
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    throw new ApiFailure('bad-request', 'A write carries JSON: send content-type application/json.')
}

/** Host name of a Host header; `null` when it is not one. */
function hostName(host: string): string | null {
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i.test(host)) return null
  return host.replace(/:\d{1,5}$/, '').toLowerCase()
}

function sameOrigin(origin: string, host: string | null): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host: from } = new URL(origin)
  return (protocol === 'http:' || protocol === 'https:') && host !== null && from === host.toLowerCase()
}
