import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

// Under Node as it is, which resolves none of the app's import paths.
test.each(['agent', 'browser', 'detector', 'history', 'tiers'])(
  'the %s bench starts, and explains itself',
  name => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--conditions=react-server', main, name, '--help'],
      { encoding: 'utf8', timeout: 60_000 },
    )
    expect(stderr).toBe('')
    expect(stdout).toContain(`npm run bench -- ${name}`)
    expect(status).toBe(0)
  },
  60_000,
)
