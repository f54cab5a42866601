import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright'
import { madeUpFleet, madeUpHistory } from '../e2e/product/made-up-fleet.ts'
import { type ScriptedDeck, startScriptedDeck } from '../e2e/product/scripted-deck.ts'
import { findBrowser } from '../scripts/setup/browser.mjs'
import { freePort } from '../scripts/test/free-port.ts'
import { dialogLatencies } from './browser/dialog-latency.ts'
import { heapOf } from './browser/heap-of.ts'
import { type Tasks, traceTasks } from './browser/main-thread-tasks.ts'
import { percentile } from './tiers/percentile.ts'

const HELP = `The console in a real browser, from the production build, calm beside a storm, few nodes beside many.

  npm run bench -- browser [--nodes 4,100,1000] [--seconds 20] [--day-messages 86400]

States are made up (every figure of every node changes each second) and travel through the real feed and encoder at
1 Hz; pages, scripts and the worker are the production build's. Tasks are measured by thread CPU time in a trace, the
dialog from key to frame, the heap after a collection while a day of messages arrives as fast as the page takes them.
--day-messages 0 leaves that day out. Ends with 1 when an aim is missed.`

const AIM = { taskMs: 50, dialogMs: 100, heapGrowthRatio: 0.1 }
/** Messages after the last chart is drawn, before anything is measured: code is compiled, caches are warm. */
const SETTLE_MESSAGES = 15
const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Prints every figure with its aim and whether it is met; the exit code is 1 when one is not. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      nodes: { type: 'string', default: '4,100,1000' },
      seconds: { type: 'string', default: '20' },
      'day-messages': { type: 'string', default: '86400' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return console.info(HELP)
  const executablePath = await findBrowser()
  if (!executablePath) throw new Error('no browser; npm test -- set-up installs one')
  const debugPort = await freePort()
  const deck = await startScriptedDeck({
    '/api/history': query => madeUpHistory(query.get('panel') ?? '', query.get('scope') ?? '', Date.now()),
    '/api/history/sparklines': () => ({ fromAt: Date.now(), stepMs: 30_000, nodes: {} }),
  })
  const browser = await chromium.launch({
    executablePath,
    args: [`--remote-debugging-port=${debugPort}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  try {
    const cost = new Map<string, number>()
    for (const nodes of values.nodes.split(',').map(Number))
      for (const stormy of [false, true])
        cost.set(
          `${nodes} ${stormy}`,
          await measureSize(deck, browser, nodes, stormy, Number(values.seconds)),
        )
    printRatios(values.nodes.split(',').map(Number), cost)
    const messages = Number(values['day-messages'])
    if (messages > 0) await measureDay(deck, browser, debugPort, messages)
  } finally {
    await browser.close()
    await deck.close()
  }
}

async function openConsole(deck: ScriptedDeck, browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  await page.goto(deck.url)
  await page.locator('tr[data-node]').first().waitFor()
  await page.locator('.recharts-surface').nth(2).waitFor()
  return page
}

async function measureSize(
  deck: ScriptedDeck,
  browser: Browser,
  nodes: number,
  stormy: boolean,
  seconds: number,
): Promise<number> {
  const tell = () => {
    const { state, hot } = madeUpFleet(nodes, stormy, Date.now())
    deck.publish(state, hot)
  }
  tell()
  const clock = setInterval(tell, 1_000)
  try {
    const page = await openConsole(deck, browser)
    await wait(SETTLE_MESSAGES * 1_000)
    const tasks = await traceTasks(browser, page, seconds)
    printTasks(`${nodes} nodes, ${stormy ? 'storm' : 'calm'}`, tasks)
    if (stormy) {
      // The first opening may still fetch its code.
      await dialogLatencies(page, 1)
      const took = await dialogLatencies(page, 8)
      verdict(
        `${nodes} nodes, storm: tier dialog`,
        `median ${percentile(took, 0.5).toFixed(0)} ms, max ${Math.max(...took).toFixed(0)} ms`,
        Math.max(...took) <= AIM.dialogMs,
        `≤ ${AIM.dialogMs} ms`,
      )
    }
    await page.context().close()
    return tasks.cpuMsPerSecond
  } finally {
    clearInterval(clock)
  }
}

function printTasks(name: string, { cpuMs, cpuMsPerSecond }: Tasks): void {
  const longest = Math.max(...cpuMs)
  const over = cpuMs.filter(ms => ms > AIM.taskMs).length
  verdict(
    `${name}: longest task`,
    `${longest.toFixed(1)} ms CPU, ${over} of ${cpuMs.length} over, ${cpuMsPerSecond.toFixed(0)} ms CPU a second in all`,
    longest <= AIM.taskMs,
    `≤ ${AIM.taskMs} ms`,
  )
}

function printRatios(sizes: readonly number[], cost: ReadonlyMap<string, number>): void {
  const of = (nodes: number, stormy: boolean) => cost.get(`${nodes} ${stormy}`) ?? Number.NaN
  const [least = 0] = sizes
  for (const nodes of sizes)
    console.info(
      `CPU at ${nodes} nodes: storm is ${(of(nodes, true) / of(nodes, false)).toFixed(2)} × calm; in a storm ${(of(nodes, true) / of(least, true)).toFixed(2)} × that of ${least} nodes`,
    )
}

/** A day of one message a second on four nodes with a storm on, as fast as the page takes it. */
async function measureDay(
  deck: ScriptedDeck,
  browser: Browser,
  debugPort: number,
  messages: number,
): Promise<void> {
  let at = Date.now()
  const tell = () => {
    at += 1_000
    const { state, hot } = madeUpFleet(4, true, at)
    deck.publish(state, hot)
  }
  tell()
  const page = await openConsole(deck, browser)
  const heaps: { page: number; worker: number }[] = []
  const looks = 12
  for (let sent = 0, look = 1; sent < messages; sent++) {
    tell()
    // The page has drawn this minute before the next is sent: nothing is skipped, nothing piles up.
    if (sent % 60 === 59)
      await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 0))))
    if (sent + 1 < (messages * look) / looks) continue
    look++
    heaps.push(await heapOf(debugPort))
    const { page: ofPage, worker } = heaps.at(-1) ?? { page: Number.NaN, worker: Number.NaN }
    console.info(
      `  after ${(((sent + 1) * 24) / messages).toFixed(0)} h: page ${ofPage.toFixed(1)} MiB, worker ${worker.toFixed(1)} MiB`,
    )
  }
  for (const place of ['page', 'worker'] as const) {
    // The first quarter fills what is bounded (fifteen minutes of history, a minute of buckets); then it must stay.
    const kept = heaps.slice(looks / 4).map(heap => heap[place])
    const half = kept.length / 2
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const growth = mean(kept.slice(Math.ceil(half))) / mean(kept.slice(0, Math.floor(half))) - 1
    verdict(
      `heap of the ${place} over ${messages.toLocaleString('en')} messages`,
      `${(growth * 100).toFixed(1)} % from one half to the other`,
      growth <= AIM.heapGrowthRatio,
      `≤ ${AIM.heapGrowthRatio * 100} %`,
    )
  }
}

function verdict(name: string, figure: string, met: boolean, aim: string): void {
  console.info(`${met ? 'pass' : 'MISS'}  ${name.padEnd(36)} ${figure} (aim: ${aim})`)
  if (!met) process.exitCode = 1
}
