/**
 * SVG path of a row of values within a box, oldest first. `null` breaks the line: a gap is a gap. The scale always
 * starts at zero, so that small noise never looks like a mountain.
 */
export function sparklinePath(
  values: readonly (number | null)[],
  box: { width: number; height: number },
  max = Math.max(1, ...values.map(value => value ?? 0)),
): string {
  const step = values.length > 1 ? box.width / (values.length - 1) : 0
  let drawing = false
  let path = ''
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false
      return
    }
    const x = Math.round(index * step * 10) / 10
    const y = Math.round((box.height - (Math.min(value, max) / max) * box.height) * 10) / 10
    path += `${drawing ? 'L' : 'M'}${x} ${y}`
    drawing = true
  })
  return path
}
