/** The mark of the product: three gusts. */
export function DeckMark() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      className="size-5 fill-none stroke-order"
      strokeWidth="2.25"
      strokeLinecap="round"
    >
      <path d="M3 20c7-1 11-6 13-16" />
      <path d="M11 20c5-1 8-5 10-11" opacity=".75" />
      <path d="M3 12c2-1 3-2 4-5" opacity=".5" />
    </svg>
  )
}
