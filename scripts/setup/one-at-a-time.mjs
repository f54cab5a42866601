import { createHash } from 'node:crypto'
import net from 'node:net'
import { root } from './root.mjs'

/**
 * Does work of one name in one process at a time, for this copy of the project: two that are started together do not write the
 * same files, and the second finds done what the first did. The lock is a name of the kernel's (unix(7), abstract sockets),
 * gone with its process however that ends; where there is none but on Linux, nobody waits.
 * @param {string} name what is done, e.g. `build`
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once when somebody else is at it
 * @returns {Promise<T>}
 * @template T
 */
export async function oneAtATime(name, work, onWait = () => {}) {
  if (process.platform !== 'linux') return work()
  const path = `\0stormdeck-${createHash('sha256').update(`${root}\0${name}`).digest('hex').slice(0, 32)}`
  let lock = await take(path)
  if (lock === null) onWait()
  while (lock === null) {
    await untilGone(path)
    lock = await take(path)
  }
  const { server, waiting } = lock
  try {
    return await work()
  } finally {
    server.close()
    for (const socket of waiting) socket.destroy()
  }
}

/** Listens under the name, and keeps whoever connects until the work is done; `null` when another process does. */
function take(path) {
  const waiting = new Set()
  const server = net.createServer(socket => {
    waiting.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => waiting.delete(socket))
  })
  return new Promise((resolve, reject) => {
    server.once('error', error => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(path, () => resolve({ server, waiting }))
  })
}

/** Settles when the process that holds the name lets go of it, or is gone. */
function untilGone(path) {
  return new Promise(resolve => {
    const socket = net.connect(path)
    socket.on('error', () => {})
    socket.on('close', resolve)
    socket.resume()
  })
}
