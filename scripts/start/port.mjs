import { createServer } from 'node:net'
import { giveUp } from '../setup/say.mjs'

/** Ends the process with a clear sentence when something already listens on the port. */
export async function assertPortFree(port, host) {
  const error = await new Promise(resolve => {
    const probe = createServer()
    probe.once('error', resolve)
    probe.listen(port, host, () => probe.close(() => resolve(null)))
  })
  if (error?.code === 'EADDRINUSE')
    giveUp(`port ${port} is taken. Choose another: PORT=${port + 1} npm start`)
  if (error) giveUp(`cannot listen on ${host}, port ${port}: ${error.message}`)
}
