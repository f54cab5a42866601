import type { Migration } from 'kysely/migration'
import * as first from './0001-first.ts'
import * as observedDays from './0002-observed-days.ts'
import * as loweredMinutes from './0003-lowered-minutes.ts'

/** Every migration by its name, in order. A name that has been released is never changed again. */
export const MIGRATIONS: Record<string, Migration> = {
  '0001-first': first,
  '0002-observed-days': observedDays,
  '0003-lowered-minutes': loweredMinutes,
}
