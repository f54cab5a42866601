import { createHash, timingSafeEqual } from 'node:crypto'
import { ApiFailure } from '../http/api-failure.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * Alertmanager cannot send a header of ours, so its receiver is guarded in another way: no browser may call it at all
 * (each sends an origin or its fetch metadata with a write), it takes JSON only, and a token where one is configured.
 * @throws {ApiFailure} forbidden or bad-request
 */
export function checkWebhook(request: Request, token: string | null): void {
  if (request.headers.has('origin') || request.headers.has('sec-fetch-site'))
    throw new ApiFailure('forbidden', 'Alerts are taken from Alertmanager, and not from a browser.')
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    throw new ApiFailure('bad-request', 'A webhook carries JSON: send content-type application/json.')
  const told = request.headers.get('authorization') ?? ''
  if (token !== null && !timingSafeEqual(digest(told), digest(`Bearer ${token}`)))
    throw new ApiFailure(
      'forbidden',
      'The token is missing or not the one in alertmanager.receiverTokenFile; set http_config.authorization in Alertmanager.',
    )
}
