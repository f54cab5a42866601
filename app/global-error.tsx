'use client'
import { ScreenFailed } from '@/components/shell/screen-failed.tsx'

/** The last boundary: a layout failed. Replaces the whole document. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body style={{ margin: 0 }}>
        <title>◆ Blind · Stormdeck</title>
        <ScreenFailed />
      </body>
    </html>
  )
}
