'use client'
import { useReloadWhenServed } from './use-reload-when-served.ts'

/**
 * What is left of a screen that nobody attends when its code fails, or cannot be fetched after a release: it says that it
 * is blind and loads itself anew as soon as the server answers. Needs neither styles nor other code.
 */
export function ScreenFailed() {
  useReloadWhenServed(true)
  return (
    <main
      role="alert"
      style={{
        minHeight: '100dvh',
        display: 'grid',
        placeContent: 'center',
        gap: '1vmin',
        padding: '4vmin',
        textAlign: 'center',
        background: '#b3231a',
        color: '#ffffff',
        fontFamily: 'system-ui, sans-serif',
      }}
    >
      <h1 style={{ fontSize: 'clamp(28px, 12vmin, 240px)', fontWeight: 700, lineHeight: 1.1 }}>◆ BLIND</h1>
      <p style={{ fontSize: 'clamp(14px, 3vmin, 60px)', lineHeight: 1.4 }}>
        This screen failed and shows nothing. It reloads automatically once its server responds.
      </p>
    </main>
  )
}
