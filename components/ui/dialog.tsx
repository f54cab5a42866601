'use client'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'

type Props = {
  open: boolean
  onClose: () => void
  title: string
  lead?: ReactNode
  children: ReactNode
  footer?: ReactNode
}

/**
 * A modal window. The native element, because the browser then does what a library would have to imitate: top layer,
 * everything behind it inert, Escape, and focus back to where it was. Whoever closes it, `onClose` is called first and
 * `open` decides: the browser's own `close` comes a frame late, when the window may already be open again.
 */
export function Dialog({ open, onClose, title, lead, children, footer }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useLayoutEffect(() => {
    const dialog = ref.current
    if (open && dialog && !dialog.open) {
      dialog.showModal()
      // The browser goes to the first radio button, whichever is chosen; the space bar would then choose that one.
      dialog.querySelector<HTMLInputElement>('input[type=radio]:checked')?.focus()
    }
    if (!open && dialog?.open) dialog.close()
  }, [open])
  // A window that is taken off the page while open would leave the focus nowhere.
  useLayoutEffect(() => {
    const dialog = ref.current
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      // Escape pressed twice cannot be prevented.
      onClose={() => ref.current?.open === false && onClose()}
      // A press on the backdrop lands on the dialog element itself; the panel inside covers the rest.
      onMouseDown={event => {
        if (event.target !== ref.current) return
        // The focus would go to what was pressed.
        event.preventDefault()
        onClose()
      }}
      className="m-auto w-[min(664px,calc(100vw-32px))] rounded-panel border border-line-strong bg-panel text-ink shadow-float backdrop:bg-shade"
    >
      {open && (
        <div className="flex flex-col gap-4 p-6">
          <header className="flex flex-col gap-1">
            <h2 id={titleId} className="text-title font-semibold">
              {title}
            </h2>
            {lead && <p className="text-body text-ink-2">{lead}</p>}
          </header>
          {children}
          {footer && <footer className="flex items-center gap-2">{footer}</footer>}
        </div>
      )}
    </dialog>
  )
}
