import { parseArgs } from 'node:util'
import { ConfigError } from '../../lib/server/config/config-problem.ts'
import type { LoadedConfig } from '../../lib/server/config/load-config.ts'
import { ApiFailure } from '../../lib/server/http/api-failure.ts'
import { StoreError } from '../../lib/server/store/store-error.ts'
import { KeyError } from '../../lib/server/tiers/keys.ts'
import { CliError } from './cli-error.ts'
import type { Deck } from './deck.ts'
import { findDeck } from './find-deck.ts'
import { readFolder } from './folder.ts'
import { HELP } from './help.ts'
import { NotRunning } from './running-deck.ts'
import {
  auditAcknowledge,
  auditVerify,
  type ByFiles,
  backup,
  keysDropOlder,
  keysRotate,
  keysShow,
  restore,
} from './store-commands.ts'
import {
  type Flags,
  type Outcome,
  tierExtend,
  tierList,
  tierPolicy,
  tierRelease,
  tierSet,
  tierTakeover,
} from './tier-commands.ts'

const OPTIONS = {
  scope: { type: 'string' },
  why: { type: 'string' },
  for: { type: 'string' },
  'until-released': { type: 'boolean' },
  drain: { type: 'string' },
  confirm: { type: 'string' },
  history: { type: 'boolean' },
  data: { type: 'string' },
  config: { type: 'string' },
  'take-over': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Commands that are carried out by whoever holds the store. */
const BY_DECK: Record<
  string,
  (deck: Deck, args: string[], flags: Flags, folder: LoadedConfig) => Promise<Outcome>
> = {
  'tier set': tierSet,
  'tier list': tierList,
  'tier release': tierRelease,
  'tier extend': tierExtend,
  'tier policy': tierPolicy,
  'tier takeover': tierTakeover,
  'audit verify': auditVerify,
  'audit acknowledge': auditAcknowledge,
  backup: (deck, args, _, folder) => backup(deck, args, folder),
}

/** Commands that work on the files themselves. */
const BY_FILES: Record<
  string,
  (args: string[], folder: LoadedConfig, parts: ByFiles) => Promise<Outcome> | Outcome
> = {
  restore,
  'keys rotate': keysRotate,
  'keys show': keysShow,
  'keys drop-older': keysDropOlder,
}

async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parse(argv)
  if (values.help || positionals.length === 0) {
    console.info(HELP)
    return values.help ? 0 : 2
  }
  const known = [...Object.keys(BY_DECK), ...Object.keys(BY_FILES)]
  const name = known.find(command => positionals.slice(0, command.split(' ').length).join(' ') === command)
  if (name === undefined) throw new CliError(`There is no command "${positionals.join(' ')}".\n\n${HELP}`, 2)
  const args = positionals.slice(name.split(' ').length)
  const folder = readFolder(values)
  const outcome = await carryOut(name, args, values, folder)
  console.info(values.json ? JSON.stringify(outcome.data, null, 2) : outcome.text)
  return outcome.exitCode ?? 0
}

async function carryOut(
  name: string,
  args: string[],
  values: ReturnType<typeof parse>['values'],
  folder: LoadedConfig,
): Promise<Outcome> {
  const takeOver = values['take-over'] === true
  const say = (text: string) => console.error(text)
  const find = () => findDeck(folder, { takeOver, say })
  const byFiles = BY_FILES[name]
  if (byFiles !== undefined) return byFiles(args, folder, { takeOver, say, find })
  const byDeck = BY_DECK[name]
  if (byDeck === undefined) throw new CliError(`There is no command "${name}".`, 2)
  const deck = await find()
  try {
    return await byDeck(deck, args, values, folder)
  } finally {
    await deck.close()
  }
}

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new CliError(`${error instanceof Error ? error.message : error}\n\n${HELP}`, 2)
  }
}

const SENTENCES = [CliError, ApiFailure, StoreError, KeyError, ConfigError]

main(process.argv.slice(2)).then(
  code => process.exit(code),
  (error: unknown) => {
    if (error instanceof NotRunning)
      console.error('The app holds the data folder and does not listen. If it hangs: --take-over')
    else if (SENTENCES.some(kind => error instanceof kind)) console.error((error as Error).message)
    else console.error(error)
    process.exit(error instanceof CliError ? error.exitCode : 1)
  },
)
