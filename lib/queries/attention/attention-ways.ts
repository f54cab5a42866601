import { notificationsAllowed } from './notify-desktop.ts'

/** How this browser may draw attention to a storm. */
export type AttentionWays = { sound: boolean; notification: boolean }

const STORAGE_KEY = 'stormdeck.attention'

/**
 * What was chosen here; nothing until somebody chose. `?sound=on` or `off` in the address comes first, for walls without a
 * mouse. A notification that the browser's owner no longer allows is off, whatever was chosen.
 */
export function readAttention(): AttentionWays {
  const asked = new URLSearchParams(location.search).get('sound')
  const { sound, notification } = stored()
  return {
    sound: asked === 'on' || (asked !== 'off' && sound),
    notification: notification && notificationsAllowed(),
  }
}

function stored(): AttentionWays {
  try {
    const words = (localStorage.getItem(STORAGE_KEY) ?? '').split(' ')
    return { sound: words.includes('sound'), notification: words.includes('notification') }
  } catch {
    return { sound: false, notification: false }
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
