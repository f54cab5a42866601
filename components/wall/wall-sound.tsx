'use client'
import { useEffect, useState } from 'react'
import { watchSound } from '@/lib/queries/attention/alarm-sound.ts'
import { readAttention } from '@/lib/queries/attention/attention-ways.ts'

/** Says so where a wall was asked to sound and its browser does not let it: silence must not be taken for calm. */
export function WallSound() {
  const [blocked, setBlocked] = useState(false)
  useEffect(() => (readAttention().sound ? watchSound(setBlocked) : undefined), [])
  if (!blocked) return null
  return (
    <p role="status" className="text-base text-warn">
      ▲ Sound is blocked by this browser. Click the page once, or start the browser with{' '}
      <code className="font-mono">--autoplay-policy=no-user-gesture-required</code>.
    </p>
  )
}
