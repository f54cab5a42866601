import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { DetectorModule } from './feed.ts'

/** One change of the source, as a slip of the hand would make it. */
export type Mutant = {
  name: string
  /** Below lib/domain/storm, or `protocol/` for packages/protocol/src. */
  file: string
  /** Must occur exactly once, so that a mutant cannot quietly change nothing. */
  from: string
  to: string
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const STORM = fileURLToPath(new URL('../', import.meta.url))
/** Ignored by git, below the root so that modules resolve, and outside node_modules so that types are stripped. */
const SCRATCH = join(ROOT, '.runtime')

/** Copies of the detector's source that can be changed one at a time. */
export type Laboratory = {
  load(mutant: Mutant | null): Promise<DetectorModule>
  close(): Promise<void>
}

export async function openLaboratory(): Promise<Laboratory> {
  await mkdir(SCRATCH, { recursive: true })
  const folder = await mkdtemp(join(SCRATCH, 'mutants-'))
  let made = 0
  return {
    async load(mutant) {
      made += 1
      const copy = join(folder, String(made))
      await copySources(copy)
      if (mutant !== null) await change(copy, mutant)
      return (await import(pathToFileURL(join(copy, 'storm/detector.ts')).href)) as DetectorModule
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

async function copySources(to: string): Promise<void> {
  await cp(join(ROOT, 'packages/protocol/src'), join(to, 'protocol'), { recursive: true })
  await mkdir(join(to, 'storm'))
  for (const name of await readdir(STORM)) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
    const source = await readFile(join(STORM, name), 'utf8')
    await writeFile(
      join(to, 'storm', name),
      source.replaceAll("'@stormdeck/protocol'", "'../protocol/index.ts'"),
    )
  }
}

async function change(copy: string, { name, file, from, to }: Mutant): Promise<void> {
  const path = join(copy, file.startsWith('protocol/') ? file : `storm/${file}`)
  const source = await readFile(path, 'utf8')
  const found = source.split(from).length - 1
  if (found !== 1)
    throw new Error(`mutant "${name}": ${JSON.stringify(from)} occurs ${found} times in ${file}, not once`)
  await writeFile(path, source.replace(from, to))
}
