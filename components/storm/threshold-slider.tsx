import { formatNumber } from '@/lib/format/number.ts'

type Props = { label: string; value: number; normal: number; onChange: (value: number) => void }

/** Moves a threshold between 5 and ten times its normal value. */
export function ThresholdSlider({ label, value, normal, onChange }: Props) {
  return (
    <label className="block">
      <span className="flex justify-between text-small text-ink-3">
        {label}
        <b className="font-mono text-ink">
          {formatNumber(value)}
          {value !== normal && ` (in force: ${formatNumber(normal)})`}
        </b>
      </span>
      <input
        type="range"
        min={5}
        max={normal * 10}
        step={5}
        value={value}
        onChange={event => onChange(Number(event.target.value))}
        className="w-full accent-ink-3"
      />
    </label>
  )
}
