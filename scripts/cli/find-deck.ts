import type { LoadedConfig } from '../../lib/server/config/load-config.ts'
import { holderAlive, readHolder } from '../../lib/server/store/holder.ts'
import type { Deck } from './deck.ts'
import { ownDeck } from './own-deck.ts'
import { NotRunning, runningDeck } from './running-deck.ts'
import { stopHolder } from './stop-holder.ts'

/** The running app; where none runs, or it is to be taken over, this process in its place. */
export async function findDeck(
  loaded: LoadedConfig,
  options: { takeOver: boolean; say: (text: string) => void },
): Promise<Deck> {
  const { takeOver, say } = options
  if (takeOver) {
    const pid = await stopHolder(loaded.dataDir)
    say(pid === null ? 'No app held the data folder.' : `Stopped process ${pid}; doing it from here.`)
    return ownDeck(loaded, say)
  }
  const running = runningDeck(loaded.dataDir)
  try {
    await running.run('list', { limit: null })
    return running
  } catch (error) {
    const holder = readHolder(loaded.dataDir)
    if (!(error instanceof NotRunning) || (holder !== null && holderAlive(holder))) throw error
  }
  say('The app does not run; doing it from here.')
  return ownDeck(loaded, say)
}
