const NUMBER_WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** `two`, `ten`, `48`: numbers up to ten as words, for sentences that are read aloud. */
export function numberWord(value: number): string {
  return NUMBER_WORDS[value] ?? String(value)
}

/** First letter as a capital. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `ws-2`, `ws-2 and ws-3`, `ws-1, ws-2 and ws-3`, and from one above `most` on `ws-1, ws-2 and 46 more`. */
export function listOf(names: readonly string[], most = 3): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names
  const rest = names.length - shown.length
  const last = rest > 0 ? `${rest} more` : shown.at(-1)
  const before = rest > 0 ? shown : shown.slice(0, -1)
  if (last === undefined) return ''
  return before.length === 0 ? last : `${before.join(', ')} and ${last}`
}
