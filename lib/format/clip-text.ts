/**
 * The text, or as much of it as fits into `max` characters with an ellipsis for the rest: for producers of texts whose
 * length the wire limits, so that a long list of names is shortened and never refuses a whole answer.
 */
export function clipText(text: string, max: number): string {
  if (text.length <= max) return text
  const kept = text.slice(0, max - 1)
  // Half of a surrogate pair would be replaced on the way.
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`
}
