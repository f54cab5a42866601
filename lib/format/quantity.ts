/** A value and its unit apart, for screens that set the unit smaller than the number. */
export type Quantity = {
  number: string
  /** Empty where there is none, or where the value is unknown. */
  unit: string
}

/** As one text: `82.4 %`, `412/s`, `134 KB`. */
export function quantityText({ number, unit }: Quantity): string {
  if (unit === '') return number
  return unit.startsWith('/') ? `${number}${unit}` : `${number} ${unit}`
}
