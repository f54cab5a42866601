'use client'
import { useEffect, useState } from 'react'
import { Switch } from '@/components/ui/switch.tsx'
import { playAlarm } from '@/lib/queries/attention/alarm-sound.ts'
import { type AttentionWays, readAttention, writeAttention } from '@/lib/queries/attention/attention-ways.ts'

/** Sound and desktop notification when a storm begins or every node goes silent; both off until asked for. */
export function AttentionSettings() {
  const [ways, setWays] = useState<AttentionWays>({ sound: false, notification: false })
  const [refused, setRefused] = useState(false)
  useEffect(() => setWays(readAttention()), [])
  const keep = (next: AttentionWays) => {
    setWays(next)
    writeAttention(next)
  }
  const notify = async () => {
    if (ways.notification) return keep({ ...ways, notification: false })
    const allowed =
      typeof Notification !== 'undefined' && (await Notification.requestPermission()) === 'granted'
    setRefused(!allowed)
    if (allowed) keep({ ...ways, notification: true })
  }
  const sound = () => {
    if (!ways.sound) playAlarm()
    keep({ ...ways, sound: !ways.sound })
  }
  return (
    <ul className="flex flex-col gap-3">
      <li className="flex items-center justify-between gap-4">
        <span>
          Sound when a storm begins or sight is lost{' '}
          <span className="block text-small text-ink-3">Two tones, once each time.</span>
        </span>
        <Switch
          on={ways.sound}
          ordered={false}
          label="Sound when a storm begins or sight is lost"
          onPress={sound}
        />
      </li>
      <li className="flex items-center justify-between gap-4">
        <span>
          Desktop notification when a storm begins or sight is lost
          <span className="block text-small text-ink-3">
            {refused
              ? 'This browser does not allow it; its site settings decide.'
              : 'Also while this tab is in the background.'}
          </span>
        </span>
        <Switch
          on={ways.notification}
          ordered={false}
          label="Desktop notification when a storm begins or sight is lost"
          onPress={() => void notify()}
        />
      </li>
    </ul>
  )
}
