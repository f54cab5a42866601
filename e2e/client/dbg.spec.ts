import { pageServer, pageUrl } from './page-server.ts'
import { test } from './users-browser.ts'
test('dbg', async ({ window }) => {
  const server = await pageServer()
  const tabs = []
  for (let i = 0; i < 4; i++) { const p = await window.newPage(); await p.goto(pageUrl(server)); tabs.push(p) }
  await tabs[3].waitForTimeout(3000)
  for (const t of tabs) console.log(await t.evaluate(async () => JSON.stringify(['DBG',document.visibilityState, (window as any).deck.state.phase,  (window as any).states.map((s:any)=>s.phase+s.why)])))
  await tabs[3].bringToFront()
  await tabs[3].waitForTimeout(1000)
  for (const t of tabs) console.log(await t.evaluate(async () => JSON.stringify(['DBG',document.visibilityState, (window as any).deck.state.phase,  (window as any).states.map((s:any)=>s.phase+s.why)])))
  await server.stop()
})
