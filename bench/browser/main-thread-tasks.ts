import type { Browser, Page } from 'playwright'

export type Tasks = {
  /** CPU time of each task of the page's main thread, ms. */
  cpuMs: number[]
  /** Their sum for each second of the trace, ms. */
  cpuMsPerSecond: number
}

type TraceEvent = {
  ph: string
  name: string
  pid: number
  tid: number
  ts: number
  /** Thread CPU time of the event, µs: what the task took, not what others took meanwhile. */
  tdur?: number
  args?: { name?: string }
}

/** Traces the main threads of the browser's pages for `seconds`; background pages of the browser itself idle. */
export async function traceTasks(browser: Browser, page: Page, seconds: number): Promise<Tasks> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await new Promise(resolve => setTimeout(resolve, seconds * 1_000))
  const trace: { traceEvents: TraceEvent[] } = JSON.parse(String(await browser.stopTracing()))
  const mains = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  )
  const tasks = trace.traceEvents.filter(
    ({ ph, name, pid, tid }) =>
      ph === 'X' && name === 'ThreadControllerImpl::RunTask' && mains.has(`${pid}/${tid}`),
  )
  const timed = tasks.filter(({ tdur }) => tdur !== undefined)
  if (timed.length === 0)
    throw new Error(`the trace has no thread times (${tasks.length} tasks, ${mains.size} main threads)`)
  const cpuMs = timed.map(({ tdur }) => (tdur ?? 0) / 1_000)
  return { cpuMs, cpuMsPerSecond: cpuMs.reduce((sum, ms) => sum + ms, 0) / seconds }
}
