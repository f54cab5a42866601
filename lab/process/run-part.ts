import type { PartReport } from './start-part.ts'

export type PartSide<Report extends PartReport> = {
  /** Tells the parent. Says nothing once the parent is gone. */
  report(report: Report): void
}

/**
 * The child's side of `startPart`: hands every order to `onOrder` and ends the process, after `onStop`, on SIGTERM
 * or when the parent is gone (its end of the channel closes even after kill -9). SIGINT is left to the parent: a
 * terminal sends it to every process at once.
 */
export function runPart<Report extends PartReport, Order>(
  onOrder: (order: Order, side: PartSide<Report>) => void | Promise<void>,
  onStop: () => void | Promise<void> = () => {},
): void {
  const report = (message: Report) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => {})
  }
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await Promise.race([onStop(), new Promise(resolve => setTimeout(resolve, 800))])
    process.exit(0)
  }
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => void stop())
  process.on('disconnect', () => void stop())
  process.on('message', async message => {
    try {
      await onOrder(message as Order, { report })
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    }
  })
}
