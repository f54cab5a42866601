import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { configSchema } from './config-schema.ts'

type Json = {
  properties?: Record<string, Json>
  additionalProperties?: Json | boolean
  items?: Json
  anyOf?: Json[]
}

/** `prometheus.basicAuth.username` and so on; positions in lists and names of groups and nodes are left out. */
function keysOf(schema: Json, prefix = ''): string[] {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const key = prefix === '' ? name : `${prefix}.${name}`
    return [key, ...keysOf(child, key)]
  })
  const inside = [schema.items, schema.additionalProperties, ...(schema.anyOf ?? [])]
  return [...named, ...inside.flatMap(child => (typeof child === 'object' ? keysOf(child, prefix) : []))]
}

it('docs/configuration.md names every key of the schema, and no other', () => {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Json
  const text = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
  const documented = [...text.matchAll(/^\| `([a-z][A-Za-z.]*)` \|/gm)].map(match => match[1])
  expect(documented.length).toBeGreaterThan(40)
  expect(documented.sort()).toEqual([...new Set(keysOf(schema))].sort())
})
