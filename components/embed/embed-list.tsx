'use client'
import { Button } from '@/components/ui/button.tsx'
import { useCopy } from '@/components/ui/use-copy.ts'
import { ROUTES } from '@/lib/url/routes.ts'
import { useView } from '@/lib/url/use-view.ts'
import { formatView } from '@/lib/url/view.ts'
import { EMBED_NAMES, EMBED_PANELS, type EmbedPanel } from './embed-catalogue.ts'

const SAID = { copied: 'Copied', refused: 'Not allowed here' } as const

/** Every panel that other dashboards may show, as it will look, with the line to paste. */
export function EmbedList() {
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose text-body text-ink-2">
        Each panel is a page of its own that shows and never switches. Scope, range and theme follow what is
        chosen above. Other sites may frame it once they are listed under{' '}
        <code className="font-mono">embed.frameAncestors</code> in stormdeck.yaml.
      </p>
      {EMBED_NAMES.map(name => (
        <EmbedPreview key={name} panel={name} />
      ))}
    </div>
  )
}

function EmbedPreview({ panel }: { panel: EmbedPanel }) {
  const [view] = useView()
  const [said, copy] = useCopy()
  const { name, height } = EMBED_PANELS[panel]
  const path = `${ROUTES.embed(panel)}${formatView({ ...view, at: null })}`
  const line = () =>
    `<iframe src="${location.origin}${path}" width="100%" height="${height}" title="${name}" style="border:0"></iframe>`
  return (
    <section className="rounded-panel border border-line bg-panel p-3">
      <header className="flex items-center gap-3 pb-2">
        <h2 className="text-base font-semibold">{name}</h2>
        <code className="truncate font-mono text-small text-ink-3">{path}</code>
        <Button size="small" className="ml-auto" onClick={() => void copy(line())} aria-live="polite">
          {said === null ? 'Copy frame' : SAID[said]}
        </Button>
      </header>
      <iframe
        src={path}
        title={`${name}, preview`}
        height={height}
        className="w-full rounded-chip border border-line"
        loading="lazy"
      />
    </section>
  )
}
