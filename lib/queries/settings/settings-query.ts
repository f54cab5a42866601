import { queryOptions } from '@tanstack/react-query'
import { settingsShape } from '../../contract/settings.ts'
import { apiRequest } from '../api-request.ts'

/** What the configuration file says, as the server runs it; changes only with a restart (`build` or sources change). */
export const settingsQuery = () =>
  queryOptions({
    queryKey: ['settings'] as const,
    queryFn: ({ signal }) => apiRequest(settingsShape, '/api/settings', { signal }),
  })
