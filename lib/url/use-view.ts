'use client'
import { useRouter, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { formatView, parseView, type View } from './view.ts'

/** The view in the address bar, and a way to change it. A change replaces the entry: "back" leaves the screen. */
export function useView(): [View, (change: Partial<View>) => void] {
  const params = useSearchParams()
  const router = useRouter()
  const view = useMemo(() => parseView(params), [params])
  const change = useCallback(
    (next: Partial<View>) =>
      router.replace(`${location.pathname}${formatView({ ...parseView(params), ...next })}`, {
        scroll: false,
      }),
    [router, params],
  )
  return [view, change]
}
