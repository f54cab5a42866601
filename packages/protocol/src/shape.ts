/**
 * The parser every wire of Stormdeck goes through. A shape checks a value it was handed and returns it
 * typed; what does not fit throws a {@link ShapeError} that names the place. Sizes are bounded where they
 * are declared, so a hostile peer cannot make a parsed value large.
 */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
  /** Where in the value, e.g. `pool.current`. Empty for the value itself. */
  readonly path: string

  constructor(path: string, expected: string) {
    // A path holds keys as the peer chose them, and the sentence travels on as text.
    super(`${path === '' ? 'value' : withoutControls(path)}: expected ${expected}`)
    this.path = path
  }
}

/** C0, DEL, C1, and what turns the direction of all that follows (UAX #9): text that does not stay where it is put. */
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu
/** A line break or a tab is part of a text of several lines. */
const CONTROLS_BUT_BREAKS = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

/** The same text with U+FFFD in place of control characters and those that turn its direction. */
export const withoutControls = (input: string): string => input.replace(CONTROLS, '\ufffd')

export type Shape<T> = (input: unknown, path?: string) => T
export type Infer<S> = S extends Shape<infer T> ? T : never

const within = (path: string, key: string | number) => (path === '' ? `${key}` : `${path}.${key}`)

/** A finite number within [min, max]. NaN and infinities never pass: they would be drawn as calm. */
export function number(min = -Number.MAX_VALUE, max = Number.MAX_VALUE): Shape<number> {
  return (input, path = '') => {
    if (typeof input !== 'number' || !Number.isFinite(input)) throw new ShapeError(path, 'a finite number')
    if (input < min || input > max) throw new ShapeError(path, `a number from ${min} to ${max}`)
    return input
  }
}

/** A safe integer within [min, max]; counts by default. */
export function integer(min = 0, max = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (input, path = '') => {
    if (!Number.isSafeInteger(input)) throw new ShapeError(path, 'a whole number')
    const value = input as number
    if (value < min || value > max) throw new ShapeError(path, `a whole number from ${min} to ${max}`)
    return value
  }
}

/** A string of at most `maxLength` UTF-16 units, without {@link CONTROLS} other than line breaks and tabs. */
export function text(maxLength: number, minLength = 0): Shape<string> {
  return (input, path = '') => {
    if (typeof input !== 'string') throw new ShapeError(path, 'text')
    if (input.length > maxLength) throw new ShapeError(path, `text of at most ${maxLength} characters`)
    if (input.length < minLength) throw new ShapeError(path, `text of at least ${minLength} characters`)
    if (CONTROLS_BUT_BREAKS.test(input)) throw new ShapeError(path, 'text without control characters')
    return input
  }
}

/**
 * Text that somebody else put into the mouth of the peer, such as a version that a client claims. What does not fit is
 * made to fit rather than refused: one odd client must not cost the whole answer.
 */
export function looseText(maxLength: number): Shape<string> {
  return input => (typeof input === 'string' ? withoutControls(input.slice(0, maxLength)) : '?')
}

export const boolean: Shape<boolean> = (input, path = '') => {
  if (typeof input !== 'boolean') throw new ShapeError(path, 'true or false')
  return input
}

/** One of the listed values, compared with ===. */
export function oneOf<const T extends readonly (string | number | boolean)[]>(values: T): Shape<T[number]> {
  return (input, path = '') => {
    if (!(values as readonly unknown[]).includes(input))
      throw new ShapeError(path, `one of ${values.join(', ')}`)
    return input as T[number]
  }
}

/** The value, or `null` for unknown. `undefined` counts as unknown: an older peer does not send the field. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (input, path = '') => (input === null || input === undefined ? null : shape(input, path))
}

/** The value, or `fallback` where an older peer does not send the field. */
export function withDefault<T>(shape: Shape<T>, fallback: T): Shape<T> {
  return (input, path = '') => (input === undefined ? fallback : shape(input, path))
}

export function array<T>(shape: Shape<T>, maxLength: number): Shape<T[]> {
  return (input, path = '') => {
    if (!Array.isArray(input)) throw new ShapeError(path, 'a list')
    if (input.length > maxLength) throw new ShapeError(path, `at most ${maxLength} entries`)
    return input.map((entry, index) => shape(entry, within(path, index)))
  }
}

/** A dictionary with at most `maxKeys` keys of at most 64 characters. Keys that touch prototypes are refused. */
export function record<T>(shape: Shape<T>, maxKeys: number): Shape<Record<string, T>> {
  return (input, path = '') => {
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      throw new ShapeError(path, 'an object')
    const keys = Object.keys(input)
    if (keys.length > maxKeys) throw new ShapeError(path, `at most ${maxKeys} keys`)
    const out: Record<string, T> = {}
    for (const key of keys) {
      if (key.length > 64 || key === '__proto__') throw new ShapeError(path, 'keys of at most 64 characters')
      out[key] = shape((input as Record<string, unknown>)[key], within(path, key))
    }
    return out
  }
}

/** Fields that are not named are dropped: a newer peer may send more than we read. */
export function object<F extends Record<string, Shape<unknown>>>(
  fields: F,
): Shape<{ [K in keyof F]: Infer<F[K]> }> {
  const entries = Object.entries(fields)
  return (input, path = '') => {
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      throw new ShapeError(path, 'an object')
    const out: Record<string, unknown> = {}
    for (const [key, shape] of entries)
      out[key] = shape((input as Record<string, unknown>)[key], within(path, key))
    return out as { [K in keyof F]: Infer<F[K]> }
  }
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; error: string }

/** Runs a shape and returns its refusal as a sentence instead of throwing. */
export function parse<T>(shape: Shape<T>, input: unknown): Parsed<T> {
  try {
    return { ok: true, value: shape(input) }
  } catch (error) {
    if (error instanceof ShapeError) return { ok: false, error: error.message }
    throw error
  }
}
