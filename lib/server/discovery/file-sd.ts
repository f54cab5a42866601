import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { type FoundAgent, foundAgent, MAX_FOUND } from './found-agent.ts'

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
  return groups.flatMap((group, index) => targetsOf(group, index)).slice(0, MAX_FOUND)
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

/** The files that a path with `*` in its file name stands for, sorted. A path without one stands for itself. */
export function expandFiles(pattern: string, baseDir: string): string[] {
  const path = resolve(baseDir, pattern)
  const name = basename(path)
  if (!name.includes('*')) return [path]
  const match = new RegExp(`^${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`)
  try {
    return readdirSync(dirname(path))
      .filter(file => match.test(file))
      .sort()
      .map(file => join(dirname(path), file))
  } catch {
    return []
  }
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
  look: () => { agents: FoundAgent[]; problems: string[] }
}

type Known = { signature: string | null; agents: FoundAgent[]; problem: string | null }

/** Reads file_sd files again when they change. */
export function createFileSd(patterns: readonly string[], baseDir: string): FileSd {
  const known = new Map<string, Known>()

  function lookAt(path: string): Known {
    const signature = signatureOf(path)
    const before = known.get(path)
    if (before && before.signature === signature) return before
    const now = read(path, signature, before?.agents ?? [])
    known.set(path, now)
    return now
  }

  return {
    look() {
      const paths = patterns.flatMap(pattern => expandFiles(pattern, baseDir))
      // A file that matched a pattern and is gone takes its targets with it.
      for (const path of known.keys()) if (!paths.includes(path)) known.delete(path)
      const files = paths.map(lookAt)
      return {
        agents: files.flatMap(file => file.agents).slice(0, MAX_FOUND),
        problems: files.flatMap(file => (file.problem ? [file.problem] : [])),
      }
    },
  }
}

function read(path: string, signature: string | null, last: FoundAgent[]): Known {
  const kept = last.length > 0 ? '; its last targets stay' : ''
  if (signature === null)
    return { signature, agents: last, problem: `${path} does not exist${kept}; check discovery.files` }
  try {
    if (statSync(path).size > MAX_FILE_BYTES) throw new Error('is larger than 4 MiB')
    return { signature, agents: parseFileSd(readFileSync(path, 'utf8')), problem: null }
  } catch (error) {
    return { signature, agents: last, problem: `${path} ${(error as Error).message}${kept}` }
  }
}
