import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  AppRouterContext,
  type AppRouterInstance,
} from 'next/dist/shared/lib/app-router-context.shared-runtime.js'
import {
  PathnameContext,
  SearchParamsContext,
} from 'next/dist/shared/lib/hooks-client-context.shared-runtime.js'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { liveQuery } from '@/lib/queries/live/live-query.ts'
import { NOTHING_YET } from '@/lib/queries/live/live-state.ts'

/** A part of a screen as HTML, with a fleet that the feed has just sent. Nothing in it can navigate. */
export function staticScreen(fleet: FleetState, part: ReactNode, search = ''): string {
  const client = new QueryClient()
  client.setQueryData(liveQuery.queryKey, {
    ...NOTHING_YET,
    picture: { seq: 1, state: fleet },
    heardAt: { wallMs: fleet.at, monotonicMs: 0 },
  })
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <AppRouterContext value={{} as AppRouterInstance}>
        <PathnameContext value="/">
          <SearchParamsContext value={new URLSearchParams(search)}>{part}</SearchParamsContext>
        </PathnameContext>
      </AppRouterContext>
    </QueryClientProvider>,
  )
}
