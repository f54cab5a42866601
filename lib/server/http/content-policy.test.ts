import { expect, test } from 'vitest'
import { contentPolicy } from './content-policy.ts'

const directives = new Map(
  contentPolicy('bm9uY2U=', "'self' https://grafana.example")
    .split('; ')
    .map(part => {
      const [name, ...sources] = part.split(' ')
      return [name, sources] as const
    }),
)

test('scripts run by nonce alone, never inline or evaluated', () => {
  const sources = directives.get('script-src')
  expect(sources).toContain("'nonce-bm9uY2U='")
  expect(sources).toContain("'strict-dynamic'")
  expect(sources).not.toContain("'unsafe-inline'")
  expect(sources).not.toContain("'unsafe-eval'")
})

test('everything that is not named comes from this server, and plugins from nowhere', () => {
  expect(directives.get('default-src')).toEqual(["'self'"])
  expect(directives.get('object-src')).toEqual(["'none'"])
  expect(directives.get('frame-ancestors')).toEqual(["'self'", 'https://grafana.example'])
})
