import { readdirSync } from 'node:fs'

const here = new URL('.', import.meta.url)
const names = readdirSync(here)
  .filter(file => file.endsWith('.ts') && file !== 'main.ts' && !file.includes('.test.'))
  .map(file => file.slice(0, -3))
  .sort()

const usage = `Usage: npm run bench -- [name] [options]

Each bench compares side by side in one run and prints ratios; absolute times vary between machines.
Without a name, all of them run in turn.

Benches: ${names.join(', ')}`

const [name, ...args] = process.argv.slice(2)
if (name === '--help' || name === '-h') {
  console.info(usage)
} else if (name && !names.includes(name)) {
  console.error(`There is no bench "${name}".\n\n${usage}`)
  process.exitCode = 2
} else {
  for (const each of name ? [name] : names) {
    console.info(`\n== ${each} ==`)
    const bench: { run: (args: string[]) => Promise<void> } = await import(new URL(`${each}.ts`, here).href)
    await bench.run(args)
  }
}
