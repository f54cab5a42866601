import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { bounded, type FoundAgent, type FoundAgents, foundAgent } from './found-agent.ts'

const MAX_FILE_BYTES = 4 * 1024 * 1024

/**
 * The targets of one file_sd text, JSON or YAML (JSON is YAML).
 * @throws {Error} a clause that says what is wrong
 */
export function parseFileSd(text: string): FoundAgent[] {
  const document = parseDocument(text, { uniqueKeys: true })
  if (document.errors[0]) throw new Error(`is not valid: ${document.errors[0].message.split('\n')[0]}`)
  const groups: unknown = document.toJS({ maxAliasCount: 50 }) ?? []
  if (!Array.isArray(groups)) throw new Error('must be a list of { targets, labels }')
  return groups.flatMap((group, index) => targetsOf(group, index))
}

function targetsOf(group: unknown, index: number): FoundAgent[] {
  const { targets, labels } = (group ?? {}) as { targets?: unknown; labels?: unknown }
  if (!Array.isArray(targets)) throw new Error(`entry ${index + 1} has no list of targets`)
  const known = typeof labels === 'object' && labels !== null ? (labels as Record<string, unknown>) : {}
  // A name can only mean one of them.
  const named = targets.length === 1 ? known : { ...known, node: undefined }
  return targets.map(target => {
    const found = foundAgent(target, named)
    if (found === null)
      throw new Error(`entry ${index + 1} has a target that is not host:port: ${String(target)}`)
    return found
  })
}

/** What a path of the configuration stands for: itself, or with `*` in its file name every file of that name. */
type Pattern = { path: string; dir: string; matches: ((name: string) => boolean) | null }

function patternOf(text: string, baseDir: string): Pattern {
  const path = resolve(baseDir, text)
  const name = basename(path)
  if (!name.includes('*')) return { path, dir: dirname(path), matches: null }
  const match = new RegExp(`^${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`)
  return { path, dir: dirname(path), matches: name => match.test(name) }
}

/**
 * Its files, sorted; none is fine in a directory that can be read.
 * @throws what reading the directory threw
 */
function filesOf({ path, dir, matches }: Pattern): string[] {
  if (matches === null) return [path]
  return readdirSync(dir)
    .filter(matches)
    .sort()
    .map(name => join(dir, name))
}

/** Changes when the file does; `null` where there is none. */
function signatureOf(path: string): string | null {
  try {
    const { mtimeMs, size, ino } = statSync(path)
    return `${mtimeMs}.${size}.${ino}`
  } catch {
    return null
  }
}

export type FileSd = {
  /** Looks again; a file that has not changed is not read. What can no longer be read keeps its last targets. */
  look: () => { found: FoundAgents; problems: string[] }
}

/** `signature` is `undefined` where the file could not be read: that is tried again, also where nothing changed. */
type Known = { signature: string | null | undefined; found: FoundAgents; problem: string | null }

const NONE: FoundAgents = { agents: [], beyond: 0 }

type ReadText = (path: string) => string

/** Reads file_sd files again when they change. */
export function createFileSd(
  paths: readonly string[],
  baseDir: string,
  readText: ReadText = path => readFileSync(path, 'utf8'),
): FileSd {
  const patterns = paths.map(path => patternOf(path, baseDir))
  const known = new Map<string, Known>()

  function lookAt(path: string): Known {
    const signature = signatureOf(path)
    const before = known.get(path)
    if (before && before.signature === signature) return before
    const now = read(path, signature, before?.found ?? NONE, readText)
    known.set(path, now)
    return now
  }

  /** A directory that cannot be read says nothing of its files: those that are known stay as they are. */
  function lookAtAll(pattern: Pattern): { files: [string, Known][]; problem: string | null } {
    const { dir, matches } = pattern
    try {
      return { files: filesOf(pattern).map(path => [path, lookAt(path)]), problem: null }
    } catch (error) {
      const files = [...known].filter(([path]) => dirname(path) === dir && matches?.(basename(path)))
      return {
        files,
        problem: `${dir} ${unreadable(error)}${keeps(files.length > 0)}; check discovery.files`,
      }
    }
  }

  return {
    look() {
      const looked = patterns.map(lookAtAll)
      const files = new Map(looked.flatMap(({ files }) => files))
      // A file that matched a pattern and is gone takes its targets with it.
      for (const path of known.keys()) if (!files.has(path)) known.delete(path)
      const all = [...files.values()]
      const beyond = all.reduce((sum, { found }) => sum + found.beyond, 0)
      const agents = all.flatMap(({ found }) => found.agents)
      return {
        found: bounded(agents, beyond),
        problems: [...looked, ...all].flatMap(({ problem }) => problem ?? []),
      }
    },
  }
}

function read(path: string, signature: string | null, last: FoundAgents, readText: ReadText): Known {
  const kept = keeps(last.agents.length > 0)
  if (signature === null)
    return { signature, found: last, problem: `${path} does not exist${kept}; check discovery.files` }
  let text: string
  try {
    if (statSync(path).size > MAX_FILE_BYTES)
      return { signature, found: last, problem: `${path} is larger than 4 MiB${kept}` }
    text = readText(path)
  } catch (error) {
    return { signature: undefined, found: last, problem: `${path} ${unreadable(error)}${kept}` }
  }
  try {
    return { signature, found: bounded(parseFileSd(text)), problem: null }
  } catch (error) {
    return { signature, found: last, problem: `${path} ${(error as Error).message}${kept}` }
  }
}

const keeps = (some: boolean): string => (some ? '; its last targets stay' : '')

const unreadable = (error: unknown): string =>
  `cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`
