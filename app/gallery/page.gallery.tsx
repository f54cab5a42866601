import Link from 'next/link'
import { CRASHES, GALLERY_SCREENS, SCENE_NAMES } from '@/components/gallery/scenes.ts'

/** Every screen in every state on a frozen clock. In builds made with STORMDECK_GALLERY=1 only, and in development. */
export default function Gallery() {
  return (
    <main className="p-6">
      <h1 className="mb-4 text-lead font-semibold">Gallery</h1>
      {GALLERY_SCREENS.map(screen => (
        <section key={screen} className="mb-4">
          <h2 className="text-body font-semibold">{screen}</h2>
          <ul className="flex flex-wrap gap-x-4">
            {(screen === 'parts' ? (['calm'] as const) : SCENE_NAMES).map(scene => (
              <li key={scene}>
                <Link className="text-order underline" href={`/gallery/${screen}/${scene}`} prefetch={false}>
                  {scene}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <h2 className="text-body font-semibold">screens that fail</h2>
      <ul className="flex flex-wrap gap-x-4">
        {CRASHES.map(path => (
          <li key={path}>
            <Link className="text-order underline" href={path} prefetch={false}>
              {path}
            </Link>
          </li>
        ))}
      </ul>
    </main>
  )
}
