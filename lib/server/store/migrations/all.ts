import type { Migration } from 'kysely/migration'
import * as first from './0001-first.ts'

/** Every migration by its name, in order. A name that has been released is never changed again. */
export const MIGRATIONS: Record<string, Migration> = { '0001-first': first }
