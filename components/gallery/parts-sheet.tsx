'use client'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Card } from '@/components/ui/card.tsx'
import { Field } from '@/components/ui/field.tsx'
import { HoldButton } from '@/components/ui/hold-button.tsx'
import { KeyCap } from '@/components/ui/key-cap.tsx'
import { Meter } from '@/components/ui/meter.tsx'
import { Progress } from '@/components/ui/progress.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import { Sparkline } from '@/components/ui/sparkline.tsx'
import { Switch } from '@/components/ui/switch.tsx'
import type { Tone } from '@/components/ui/tone.ts'
import { PanelSheet } from './panel-sheet.tsx'

const TONES: readonly Tone[] = ['plain', 'warn', 'crit', 'order']
const TRAIL = [3, 4, 3, null, null, 5, 4, 60, 72, 66, 70]
const nothing = () => {}

/** Every part in every state. */
export function PartsSheet() {
  const [segment, setSegment] = useState('15')
  return (
    <main className="grid gap-3 p-4 min-[1100px]:grid-cols-3">
      <Card name="Badges">
        <p className="flex gap-2">
          {TONES.map(tone => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
        </p>
      </Card>
      <Card name="Buttons">
        <p className="flex flex-wrap gap-2">
          <Button>Quiet</Button>
          <Button look="order">Order</Button>
          <Button look="ghost">Ghost</Button>
          <Button disabled>Disabled</Button>
          <HoldButton onHeld={nothing}>Hold</HoldButton>
          <KeyCap>?</KeyCap>
        </p>
      </Card>
      <Card name="Switches">
        <p className="flex gap-3">
          <Switch on={false} label="Off" onPress={nothing} />
          <Switch on label="On by an order" onPress={nothing} />
          <Switch on ordered={false} label="On without an order" onPress={nothing} />
          <Switch
            on={false}
            label="Disabled with its reason"
            disabledBecause="Another control plane holds it."
            onPress={nothing}
          />
        </p>
      </Card>
      <Card name="Segments and fields">
        <div className="flex flex-col gap-3">
          {[true, false].map(ordering => (
            <Segmented
              key={String(ordering)}
              legend={ordering ? 'Part of an order' : 'A choice'}
              ordering={ordering}
              segments={[
                { value: '5', label: '5 min' },
                { value: '15', label: '15 min' },
                { value: '60', label: '1 h', disabled: true },
              ]}
              value={segment}
              onChange={setSegment}
            />
          ))}
          <Field label="Why (kept in the audit trail)" hint="A hint below." />
        </div>
      </Card>
      <Card name="Meters and lines">
        <div className="flex flex-col gap-3">
          {TONES.map((tone, i) => (
            <p key={tone} className="flex items-center gap-4">
              <Meter ratio={0.3 + i * 0.2} marks={[0.7, 0.85]} tone={tone} label={`${tone} meter`} />
              <Sparkline values={TRAIL} tone={tone} label={`${tone} line with a gap`} />
            </p>
          ))}
          <Meter ratio={null} marks={[0.7, 0.85]} tone="plain" label="Unknown" />
        </div>
      </Card>
      <Card name="Progress">
        <div className="flex flex-col gap-3">
          <Progress label="Known" ratio={0.62} />
          <Progress label="Under way" ratio={null} />
        </div>
      </Card>
      <PanelSheet />
    </main>
  )
}
