import { parseArgs } from 'node:util'
import { parseDuration } from '../../lib/format/parse-duration.ts'
import type { OptionSpec, OptionValues } from '../scenario.ts'

/** Something was written that cannot be meant; the message says what, and what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

function readNumber(name: string, written: string, spec: OptionSpec): number {
  const value = spec.kind === 'duration' ? parseDuration(written) : Number(written)
  if (value === null || !Number.isFinite(value) || written.trim() === '') {
    throw new UsageError(
      `--${name} ${written}: expected ${spec.kind === 'duration' ? 'a time such as 500ms, 60s or 2m' : 'a number'}`,
    )
  }
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = spec
  if (value < min || value > max) {
    const unit = spec.kind === 'duration' ? ' ms' : ''
    throw new UsageError(`--${name} ${written}: expected ${min} to ${max}${unit}`)
  }
  return value
}

function readWritten(args: readonly string[], specs: Record<string, OptionSpec>) {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      { type: spec.kind === 'switch' ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/**
 * Reads a scenario's options.
 * @throws {UsageError} for an unknown option, or a value outside its range
 */
export function parseOptions(args: readonly string[], specs: Record<string, OptionSpec>): OptionValues {
  const written = readWritten(args, specs)
  const texts = new Map<string, string>()
  const numbers = new Map<string, number>()
  for (const [name, spec] of Object.entries(specs)) {
    const value = written[name] ?? spec.default
    if (typeof value !== 'string') continue
    if (spec.kind === 'text') texts.set(name, value)
    else if (spec.kind !== 'switch') numbers.set(name, readNumber(name, value, spec))
  }
  return {
    text: name => texts.get(name),
    number: name => numbers.get(name),
    switch: name => written[name] === true,
  }
}
