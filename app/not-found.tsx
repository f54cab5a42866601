import { ROUTES } from '@/lib/url/routes.ts'

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-2">
      <h1 className="text-lead font-semibold">There is no such screen</h1>
      {/* Not a Link: every screen loads this one's code, in case it is needed. */}
      <a href={ROUTES.fleet()} className="text-order underline">
        Back to the fleet
      </a>
    </main>
  )
}
