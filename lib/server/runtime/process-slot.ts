import 'server-only'

/**
 * One value per process, whatever the number of module copies: Next instantiates a server module for
 * instrumentation, route handlers and pages separately (architecture.md, rule 2).
 * @param name what the slot holds; two callers with one name share one value
 * @param make called at most once in a process for a name
 */
export function processSlot<T>(name: string, make: () => T): T {
  const key = Symbol.for(`stormdeck.${name}`)
  const slots = globalThis as unknown as Record<symbol, { value: T } | undefined>
  slots[key] ??= { value: make() }
  return slots[key].value
}
