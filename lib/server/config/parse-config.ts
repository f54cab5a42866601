import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { ConfigError, type ConfigProblem } from './config-problem.ts'
import { type Config, configSchema } from './config-schema.ts'

type Document = ReturnType<typeof parseDocument>
type Path = readonly PropertyKey[]

/**
 * The configuration that a YAML text holds, with defaults filled in.
 * @param file how the file is called in messages
 * @throws {ConfigError} with every problem of the text at once, each with its line
 */
export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const syntax = document.errors.map(error => ({
    line: lines.linePos(error.pos[0]).line,
    key: '',
    message: `is not valid YAML: ${error.message.split('\n')[0]}`,
  }))
  if (syntax.length > 0) throw new ConfigError(file, syntax)

  const values = valuesOf(document, file)
  const parsed = configSchema.safeParse(values)
  const lineOf = (path: Path) => lineAt(document, lines, path)
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap(issue => problemsOf(issue, lineOf))),
    ...doubles(values, lineOf),
  ]
  if (problems.length > 0 || !parsed.success)
    throw new ConfigError(
      file,
      problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    )
  return parsed.data
}

/** The document as plain values; an empty file is an empty group. */
function valuesOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 }) ?? {}
  } catch {
    const message = 'uses a YAML alias that is not defined, or too many of them; write the values out'
    throw new ConfigError(file, [{ line: null, key: '', message }])
  }
}

function problemsOf(issue: z.core.$ZodIssue, lineOf: (path: Path) => number | null): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => ({
      line: lineOf([...issue.path, key]),
      key: [...issue.path, key].join('.'),
      message: `is not known here; known are ${knownKeys(issue.path)}`,
    }))
  return [{ line: lineOf(issue.path), key: issue.path.join('.'), message: words(issue) }]
}

/** zod's own words, turned into a clause that follows the key. */
function words(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined && /undefined$/.test(issue.message))
    return `is missing; it must be ${article(issue.expected)}`
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`
  if (issue.code === 'too_big')
    return issue.origin === 'array'
      ? `must have at most ${issue.maximum} entries`
      : `must be at most ${issue.maximum}`
  if (issue.code === 'invalid_key') return `has a name that cannot be used: ${issue.issues[0]?.message ?? ''}`
  return issue.message
}

const EXPECTED: Record<string, string> = {
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}
const article = (expected: string) => EXPECTED[expected] ?? expected

/** Keys that the schema knows at a place, for whoever mistyped one. */
function knownKeys(path: Path): string {
  let at: unknown = configSchema
  for (const step of path) at = child(at, step)
  return Object.keys(shapeOf(at) ?? {}).join(', ')
}

type Peelable = {
  shape?: Record<string, unknown>
  def?: { innerType?: unknown; element?: unknown; valueType?: unknown }
}
const shapeOf = (schema: unknown): Record<string, unknown> | undefined => (peel(schema) as Peelable).shape

function peel(schema: unknown): unknown {
  let at = schema as Peelable
  while (at.def?.innerType !== undefined) at = at.def.innerType as Peelable
  return at
}

function child(schema: unknown, step: PropertyKey): unknown {
  const at = peel(schema) as Peelable
  return at.shape?.[String(step)] ?? at.def?.element ?? at.def?.valueType ?? {}
}

/** Two agents may not share an address or an id: one row would hide the other. */
function doubles(values: unknown, lineOf: (path: Path) => number | null): ConfigProblem[] {
  const agents = (values as { agents?: unknown }).agents
  if (!Array.isArray(agents)) return []
  return (['url', 'id'] as const).flatMap(field => {
    const seen = new Map<unknown, number>()
    return agents.flatMap((agent: Partial<Record<string, unknown>> | null, index) => {
      const value = agent?.[field]
      if (typeof value !== 'string') return []
      const first = seen.get(value)
      if (first === undefined) seen.set(value, index)
      return first === undefined
        ? []
        : [
            {
              line: lineOf(['agents', index, field]),
              key: `agents.${index}.${field}`,
              message: `is the same as that of agents.${first}; every agent needs its own`,
            },
          ]
    })
  })
}

/** Line of the deepest part of the path that the text has; of the key where there is one. */
function lineAt(document: Document, lines: LineCounter, path: Path): number | null {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const key = path[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find(item => isScalar(item.key) && item.key.value === key)
      const start = pair && isNode(pair.key) ? pair.key.range?.[0] : undefined
      if (start !== undefined) return lines.linePos(start).line
    }
    const node = document.getIn(path.slice(0, length), true)
    const start = isNode(node) ? node.range?.[0] : undefined
    if (start !== undefined) return lines.linePos(start).line
  }
  return null
}
