/** The hatching of `hatched` in SVG: lines of 1 px every 6 px, in the units of what it fills. */
export function HatchPattern({ id, scale = 1 }: { id: string; scale?: number }) {
  return (
    <pattern
      id={id}
      width={7 * scale}
      height={7 * scale}
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(-45)"
    >
      <rect width={scale} height={7 * scale} fill="var(--ink-3)" fillOpacity={0.3} />
    </pattern>
  )
}
