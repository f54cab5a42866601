/** How this browser may draw attention to a storm. */
export type AttentionWays = { sound: boolean; notification: boolean }

const STORAGE_KEY = 'stormdeck.attention'
const OFF: AttentionWays = { sound: false, notification: false }

/** What was chosen here; nothing until somebody chose. `?sound=on` in the address is a choice, for walls without a mouse. */
export function readAttention(): AttentionWays {
  const asked = new URLSearchParams(location.search).get('sound') === 'on'
  try {
    const words = (localStorage.getItem(STORAGE_KEY) ?? '').split(' ')
    return { sound: asked || words.includes('sound'), notification: words.includes('notification') }
  } catch {
    return { ...OFF, sound: asked }
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
