import { findProgram, type PROGRAMS } from '../setup/debian.mjs'

/**
 * Path of a program that a test starts for real, or `null` for `describe.skipIf`: the test is then reported as not
 * run. Where `CI` is set nothing may be left out.
 * @throws {Error} in CI, naming what is missing
 */
export function requireBinary(name: keyof typeof PROGRAMS): string | null {
  const path = findProgram(name)
  if (path === null && process.env.CI) throw new Error(`${name} is not installed; npm test installs it`)
  return path
}
