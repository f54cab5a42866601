/** How this browser may draw attention to a storm. */
export type AttentionWays = { sound: boolean; notification: boolean }

const STORAGE_KEY = 'stormdeck.attention'
const OFF: AttentionWays = { sound: false, notification: false }

/** What was chosen here; nothing until somebody chose. */
export function readAttention(): AttentionWays {
  try {
    const words = (localStorage.getItem(STORAGE_KEY) ?? '').split(' ')
    return { sound: words.includes('sound'), notification: words.includes('notification') }
  } catch {
    return OFF
  }
}

export function writeAttention({ sound, notification }: AttentionWays): void {
  try {
    localStorage.setItem(
      STORAGE_KEY,
      [sound && 'sound', notification && 'notification'].filter(Boolean).join(' '),
    )
  } catch {
    // Storage is refused in some frames; the choice then lasts as long as the page.
  }
}
