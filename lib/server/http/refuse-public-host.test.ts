import { expect, it } from 'vitest'
import { refusePublicHost } from './refuse-public-host.ts'

it.each(['127.0.0.1', '::1', 'localhost'])('starts on %s', host => {
  expect(refusePublicHost(host)).toBeNull()
})

it.each(['0.0.0.0', '::', '10.0.0.5', 'deck.example.org', '127.0.0.1.example.org'])('refuses %s', host => {
  expect(refusePublicHost(host)).toMatch(/is refused: .* listens on loopback only\. Start it with npm start/)
})

it('refuses to start where Next would listen everywhere', () => {
  expect(refusePublicHost(undefined)).toMatch(/HOSTNAME is not set/)
})
