import { Fragment } from 'react'

/**
 * Text that breaks between words only. Browsers also break after a hyphen, and `ws-1` is one word; a word that is longer than
 * the whole line still breaks.
 */
export function WholeWords({ text }: { text: string }) {
  return text.split(/(\s+)/).map((part, i) =>
    part.includes('-') ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: words have no identity but their place
      <span key={i} className="inline-block max-w-full wrap-anywhere">
        {part}
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: words have no identity but their place
      <Fragment key={i}>{part}</Fragment>
    ),
  )
}
