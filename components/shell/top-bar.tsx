'use client'
import { CopyMoment } from './copy-moment.tsx'
import { Coverage } from './coverage.tsx'
import { RangePicker } from './range-picker.tsx'
import { ScopePicker } from './scope-picker.tsx'
import { UtcClock } from './utc-clock.tsx'

/** What is looked at, how much of it can be seen, and what time it is. */
export function TopBar() {
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-4">
      <ScopePicker />
      <RangePicker />
      <span className="max-md:hidden">
        <CopyMoment />
      </span>
      <Coverage />
      <UtcClock />
    </header>
  )
}
