import { loadConfig } from '../../../lib/server/config/load-config.ts'
import { startRuntime } from '../../../lib/server/runtime/start-runtime.ts'
import { stopOnSignals } from '../../../lib/server/runtime/stop-on-signals.ts'

/** The whole server without its pages: configuration from the environment, orders over the control socket. */
const running = await startRuntime(loadConfig(), process.env)
stopOnSignals(running.close)
process.stdout.write(`${JSON.stringify({ ready: true })}\n`)
