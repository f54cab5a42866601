/** The paper of a chart without a line: nothing is invented while nothing is known. */
export function ChartGround() {
  return (
    <svg
      aria-hidden="true"
      className="absolute inset-0 size-full"
      preserveAspectRatio="none"
      viewBox="0 0 100 100"
    >
      {[8, 29, 50, 71, 92].map(y => (
        <line key={y} x1="9" x2="100" y1={y} y2={y} stroke="var(--grid)" vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  )
}
