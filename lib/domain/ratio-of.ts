/** `part` for one of `whole`: a share of a limit, or one rate against another; `null` when either is unknown, or of nothing. */
export function ratioOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : part / whole
}
