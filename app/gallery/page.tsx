import Link from 'next/link'
import { notFound } from 'next/navigation'
import { FLEET_NAMES } from '@/components/gallery/fixtures/fleets.ts'
import { galleryAllowed } from '@/components/gallery/gallery-allowed.ts'

/** Every state of the console on a frozen clock. */
export default function Gallery() {
  if (!galleryAllowed(process.env)) notFound()
  return (
    <main className="p-6">
      <h1 className="mb-4 text-lead font-semibold">Gallery</h1>
      <ul className="flex flex-col gap-1">
        {['parts', 'first-load', ...FLEET_NAMES].map(name => (
          <li key={name}>
            <Link className="text-order underline" href={`/gallery/${name}`}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </main>
  )
}
