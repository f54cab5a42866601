const STORAGE_KEY = 'stormdeck.keys'

/** Whether single letters do something here; on until somebody switched them off (WCAG 2.1.4). */
export function lettersOn(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== 'off'
  } catch {
    return true
  }
}

export function switchLetters(on: boolean): void {
  try {
    if (on) localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, 'off')
  } catch {
    // Storage is refused in some frames, which have no keys.
  }
}
