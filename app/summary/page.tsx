import { SummaryScreen } from '@/components/summary/summary-screen.tsx'

export default function SummaryPage() {
  return <SummaryScreen />
}
