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
        padding: '4vmin',
        textAlign: 'center',
        background: '#b3231a',
        color: '#fff',
        fontFamily: 'system-ui',
      }}
    >
      <h1 style={{ fontSize: 'clamp(28px, 12vmin, 240px)', fontWeight: 700, lineHeight: 1.1 }}>◆ BLIND</h1>
      <p style={{ fontSize: 'clamp(14px, 3vmin, 60px)' }}>
        This screen failed. It reloads automatically once its server responds.
      </p>
    </main>
  )
}
