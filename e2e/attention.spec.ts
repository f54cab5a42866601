import { type BrowserContext, expect, type Page, test } from 'playwright/test'
import { madeUpFleet } from './product/made-up-fleet.ts'
import { type ScriptedDeck, startScriptedDeck } from './product/scripted-deck.ts'

type Heard = { tones: number[]; shown: { tag: string; body: string }[] }

let deck: ScriptedDeck
let rhythm: ReturnType<typeof setInterval>
let stormy = false
test.beforeAll(async () => {
  test.setTimeout(300_000)
  deck = await startScriptedDeck()
  rhythm = setInterval(tell, 1_000)
})
test.afterAll(async () => {
  clearInterval(rhythm)
  await deck.close()
})

function tell(): void {
  const { state, hot } = madeUpFleet(4, stormy, Date.now())
  deck.publish(state, hot)
}

/** What the fleet is in from now on, as a server reports it: each second anew. */
function say(now: 'calm' | 'storm'): void {
  stormy = now === 'storm'
  tell()
}

/** Takes down what the browser really did: a tone counts once it has ended, a notification once it is on the desktop. */
async function listen(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const heard: Heard = { tones: [], shown: [] }
    Object.assign(window, { heard })
    const { start } = OscillatorNode.prototype
    OscillatorNode.prototype.start = function (...when) {
      this.addEventListener('ended', () => heard.tones.push(this.frequency.value))
      start.apply(this, when)
    }
    window.Notification = class extends Notification {
      constructor(title: string, options: NotificationOptions = {}) {
        super(title, options)
        const { tag = '', body = '' } = options
        this.addEventListener('show', () => heard.shown.push({ tag, body }))
      }
    }
  })
}
const heardBy = (page: Page) => page.evaluate(() => (window as unknown as { heard: Heard }).heard)
const icon = (page: Page) => page.locator('link[rel=icon]').first()

async function openCalm(context: BrowserContext, path = '/'): Promise<Page> {
  say('calm')
  const page = await context.newPage()
  await page.goto(`${deck.url}${path}`)
  return page
}

test('a storm changes title and icon of the tab, sounds and notifies where that was allowed, and leaves when it is over', async ({
  context,
}) => {
  await context.grantPermissions(['notifications'], { origin: deck.url })
  await listen(context)
  const page = await openCalm(context, '/settings')
  await page.getByRole('switch', { name: /^Sound/ }).click()
  await page.getByRole('switch', { name: /^Desktop notification/ }).click()
  await expect(page.getByRole('switch', { name: /^Desktop notification/ })).toBeChecked()
  // What it will sound like is heard when it is switched on.
  await expect.poll(() => heardBy(page)).toEqual({ tones: [660, 880], shown: [] })
  await page.getByRole('navigation').getByRole('link', { name: 'Fleet' }).click()
  await expect(page.locator('tr[data-node=ws-1]')).toBeVisible()
  await expect(icon(page)).toHaveAttribute('href', '/icon.svg')
  const calm = await page.title()

  say('storm')
  await expect(icon(page)).toHaveAttribute('href', '/icon-storm.svg')
  await expect(page).toHaveTitle(/storm/i)
  await expect.poll(async () => (await heardBy(page)).tones).toEqual([660, 880, 660, 880])
  await expect.poll(async () => (await heardBy(page)).shown).toHaveLength(1)
  const [{ tag, body } = { tag: '', body: '' }] = (await heardBy(page)).shown
  expect(tag).toMatch(/^storm ./)
  expect(body).toMatch(/ws-1/)

  // Every second of the same storm is no news, nor is its end.
  say('calm')
  await expect(icon(page)).toHaveAttribute('href', '/icon.svg')
  await expect(page).toHaveTitle(calm)
  expect(await heardBy(page)).toMatchObject({ tones: { length: 4 }, shown: { length: 1 } })
})

test('a wall sounds for its own part of the fleet, and says so in its title; the address may forbid it', async ({
  context,
}) => {
  await listen(context)
  const wallOf = async (group: string, sound: string) => {
    const page = await openCalm(context, `/wall?scope=group:${group}&sound=${sound}`)
    // The first touch lets a page sound.
    await page.getByRole('heading').first().click()
    await expect(icon(page)).toHaveAttribute('href', '/icon.svg')
    return page
  }
  const [stormy, quiet, silenced] = [
    await wallOf('eu-west', 'on'),
    await wallOf('ap-south', 'on'),
    await wallOf('eu-west', 'off'),
  ]
  await silenced.evaluate(() => localStorage.setItem('stormdeck.attention', 'sound'))

  say('storm')
  await expect.poll(async () => (await heardBy(stormy)).tones).toEqual([660, 880])
  await expect(stormy).toHaveTitle(/storm on ws-1/i)
  await expect(silenced).toHaveTitle(/storm on ws-1/i)
  await expect(quiet.locator('header[data-level]')).toHaveAttribute('data-level', 'calm')
  await expect(quiet).not.toHaveTitle(/storm on/i)
  for (const page of [quiet, silenced]) expect((await heardBy(page)).tones).toEqual([])
})

test('a browser whose owner took the permission back shows the switch off', async ({ context }) => {
  await context.addInitScript(() => localStorage.setItem('stormdeck.attention', 'sound notification'))
  const page = await openCalm(context, '/settings')
  await expect(page.getByRole('switch', { name: /^Sound/ })).toBeChecked()
  await expect(page.getByRole('switch', { name: /^Desktop notification/ })).not.toBeChecked()
})

test('whoever allowed nothing sees it in the tab, hears nothing and gets nothing', async ({ context }) => {
  await listen(context)
  const page = await openCalm(context)
  await expect(icon(page)).toHaveAttribute('href', '/icon.svg')
  say('storm')
  await expect(icon(page)).toHaveAttribute('href', '/icon-storm.svg')
  expect(await heardBy(page)).toEqual({ tones: [], shown: [] })
})

test('a browser that refuses notifications is said to, and the switch stays off', async ({ context }) => {
  const page = await openCalm(context, '/settings')
  const wish = page.getByRole('switch', { name: /^Desktop notification/ })
  await wish.click()
  await expect(page.getByText('This browser does not allow it')).toBeVisible()
  await expect(wish).not.toBeChecked()
})
