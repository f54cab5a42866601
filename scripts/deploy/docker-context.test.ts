import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const lines = (file: string) =>
  readFileSync(`${root}${file}`, 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.replace(/^\*\*\//, '').replace(/\/$/, ''))

it('what git ignores, and git itself, is not copied into the image: keys, state, builds of this machine', () => {
  const kept = new Set(lines('.dockerignore'))
  for (const ignored of [...lines('.gitignore'), '.git']) expect(kept, ignored).toContain(ignored)
  expect(existsSync(`${root}deploy/docker/Dockerfile`)).toBe(true)
})
