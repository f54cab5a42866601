'use client'
import { ScreenFailed } from '@/components/shell/screen-failed.tsx'

export default function SummaryError() {
  return <ScreenFailed />
}
