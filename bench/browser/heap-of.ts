import WebSocket from 'ws'

type Target = { type: string; url: string; webSocketDebuggerUrl: string }

/** Heap in use after a collection, MiB: of the page, and of the worker that owns the feed. */
export async function heapOf(debugPort: number): Promise<{ page: number; worker: number }> {
  const targets: Target[] = await (await fetch(`http://127.0.0.1:${debugPort}/json/list`)).json()
  const used = async (type: string) => {
    const target = targets.find(one => one.type === type && !one.url.startsWith('chrome'))
    return target === undefined ? Number.NaN : collected(target.webSocketDebuggerUrl)
  }
  return { page: await used('page'), worker: await used('shared_worker') }
}

async function collected(url: string): Promise<number> {
  const socket = new WebSocket(url)
  let id = 0
  const ask = (method: string) =>
    new Promise<{ usedSize?: number }>((resolve, reject) => {
      const mine = ++id
      const hear = (data: WebSocket.RawData) => {
        const said: { id?: number; result?: { usedSize?: number }; error?: { message: string } } = JSON.parse(
          String(data),
        )
        if (said.id !== mine) return
        socket.off('message', hear)
        if (said.result) resolve(said.result)
        else reject(new Error(`${method}: ${said.error?.message}`))
      }
      socket.on('message', hear)
      socket.send(JSON.stringify({ id: mine, method }))
    })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  try {
    // Twice: what the first frees may hold what the second can.
    await ask('HeapProfiler.collectGarbage')
    await ask('HeapProfiler.collectGarbage')
    return ((await ask('Runtime.getHeapUsage')).usedSize ?? Number.NaN) / 1024 ** 2
  } finally {
    socket.close()
  }
}
