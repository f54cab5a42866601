import { instrument } from '@socket.io/admin-ui'

/** Socket.IO's own admin UI, in the settings its documentation names for production. */
export function withAdminUi(io) {
  instrument(io, { auth: false, mode: 'production' })
}
