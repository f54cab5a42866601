'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cx } from '@/components/ui/cx.ts'
import { useDemo } from '@/lib/queries/live/use-fleet.ts'
import { useView } from '@/lib/url/use-view.ts'
import { DeckMark } from './deck-mark.tsx'
import { NavCount } from './nav-count.tsx'
import { hrefOf, PLACES, type Place, placeOf } from './nav-places.ts'
import { ThemeSwitch } from './theme-switch.tsx'

/** The way to every screen; scope, range and theme come along. */
export function SideNav({ onKeys }: { onKeys: () => void }) {
  const here = placeOf(usePathname())
  const [view] = useView()
  const link = (place: Place) => (
    <Link
      key={place.id}
      href={hrefOf(place, view)}
      prefetch={false}
      aria-current={place === here ? 'page' : undefined}
      className={cx(
        'flex h-8 shrink-0 items-center justify-between gap-2 rounded-chip px-2.5 text-body transition-colors',
        place === here ? 'bg-raised font-medium text-ink' : 'text-ink-2 hover:bg-raised hover:text-ink',
      )}
    >
      {place.label}
      <NavCount place={place.id} />
    </Link>
  )
  return (
    <nav
      aria-label="Screens"
      className="flex w-44 shrink-0 flex-col gap-0.5 border-r border-line px-3 py-3 max-md:w-full max-md:flex-row max-md:overflow-x-auto max-md:border-r-0 max-md:border-b"
    >
      <p className="mb-3 flex h-8 items-center gap-2 px-2 text-body font-semibold max-md:mb-0">
        <DeckMark />
        Stormdeck
      </p>
      {PLACES.slice(0, -1).map(link)}
      <DemoLabel />
      <div className="mt-auto flex flex-col gap-0.5 max-md:mt-0 max-md:flex-row">
        {PLACES.slice(-1).map(link)}
        <button
          type="button"
          onClick={onKeys}
          className="flex h-8 items-center justify-between rounded-chip px-2.5 text-body text-ink-2 hover:bg-raised hover:text-ink max-md:hidden"
        >
          Keys <kbd className="font-mono text-small text-ink-3">?</kbd>
        </button>
        <ThemeSwitch />
      </div>
    </nav>
  )
}

/** Demo data must never be taken for a fleet of one's own; on a phone it comes first. */
function DemoLabel() {
  if (!useDemo()) return null
  return <b className="mt-4 shrink-0 px-2.5 font-semibold max-md:order-first max-md:mt-0">Demo fleet</b>
}
