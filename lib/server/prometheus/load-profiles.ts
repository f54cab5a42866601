import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { builtInProfiles } from './built-in-profiles.ts'
import { type Profile, profileSchema } from './profile.ts'

const MAX_PROFILE_BYTES = 256 * 1024

/** What a file may leave out when it only changes a profile that we ship. */
const overrideSchema = profileSchema.partial().required({ id: true })

/**
 * A profile of the user's own. With the id of one of ours it changes that one (signals are added and replaced one by
 * one); otherwise it stands for itself.
 * @throws {Error} a sentence that names the file and everything that is wrong in it
 */
export function parseUserProfile(text: string, file: string, known: readonly Profile[]): Profile {
  const document = parseDocument(text, { uniqueKeys: true })
  if (document.errors[0])
    throw new Error(`${file} is not valid YAML: ${document.errors[0].message.split('\n')[0]}`)
  const value: unknown = document.toJS({ maxAliasCount: 50 })
  const id = (value as { id?: unknown } | null)?.id
  const base = known.find(profile => profile.id === id)
  const parsed = base ? mergeInto(base, value) : profileSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(issue => `  ${issue.path.join('.') || 'file'}: ${issue.message}`)
  throw new Error(`${file} is not a profile:\n${problems.join('\n')}`)
}

function mergeInto(base: Profile, value: unknown) {
  const own = overrideSchema.safeParse(value)
  if (!own.success) return own
  const given = value as Record<string, unknown>
  const kept = Object.fromEntries(Object.entries(own.data).filter(([key]) => key in given))
  const unavailable = { ...base.unavailable, ...(kept.unavailable as object | undefined) }
  for (const signal of Object.keys(own.data.signals ?? {})) delete unavailable[signal]
  return profileSchema.safeParse({
    ...base,
    ...kept,
    signals: { ...base.signals, ...own.data.signals },
    unavailable,
  })
}

/**
 * The profiles to use, the user's own first: they are the more specific.
 * @throws {Error} a sentence about a file that cannot be used
 */
export function loadProfiles(files: readonly string[], baseDir: string): readonly Profile[] {
  const builtIn = builtInProfiles()
  const own = files.map(file => {
    const path = resolve(baseDir, file)
    return parseUserProfile(readProfile(path), file, builtIn)
  })
  const ids = new Set(own.map(profile => profile.id))
  return [...own, ...builtIn.filter(profile => !ids.has(profile.id))]
}

function readProfile(path: string): string {
  try {
    if (statSync(path).size > MAX_PROFILE_BYTES) throw new Error('it is larger than 256 KiB')
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new Error(`The profile ${path} cannot be read (${why}); check prometheus.profileFiles.`)
  }
}
