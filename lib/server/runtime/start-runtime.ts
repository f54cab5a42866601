import 'server-only'
import { type Clock, steadyClock } from '../clock/clock.ts'
import type { Environment, LoadedConfig } from '../config/load-config.ts'
import { createAskNode } from '../fleet/ask-node.ts'
import { onGrid } from '../fleet/node-reading-of.ts'
import { startTicker, TICK_MS } from '../fleet/ticker.ts'
import { createMinuteRecorder } from '../history/record-minutes.ts'
import { allowFrameAncestors } from '../http/frame-ancestors.ts'
import { createLiveFeed } from '../live/live-feed.ts'
import { createStormNotifier } from '../notify/storm-notifier.ts'
import { keepPruned } from '../store/keep-pruned.ts'
import { openStore } from '../store/open-store.ts'
import { retentionOf } from '../store/prune.ts'
import { ensureKeys } from '../tiers/keys.ts'
import { startTiers } from '../tiers/start-tiers.ts'
import { createAssembler } from './assemble-state.ts'
import { readBuildId } from './build-id.ts'
import { openEverSeen } from './ever-seen.ts'
import { createFailureWatch } from './failure-watch.ts'
import type { Runtime } from './runtime-parts.ts'
import { startHistory } from './start-history.ts'
import { startJudgement } from './start-judgement.ts'
import { startSources } from './start-sources.ts'

/** Wires the parts of the server: configuration → store → tiers → sources → judgement → feed and history. */
export async function startRuntime(
  loaded: LoadedConfig,
  env: Environment,
  clock: Clock = steadyClock(),
): Promise<Runtime> {
  const { config, baseDir, dataDir } = loaded
  allowFrameAncestors(config.embed.frameAncestors)
  // Keys first: a store that has an issuer and no keys is refused.
  ensureKeys(dataDir)
  const store = await openStore({ dataDir })
  const keep = retentionOf(config.history)
  const storeWatch = createFailureWatch({ id: 'store', headline: 'history store failing' }, clock)
  const orderWatch = createFailureWatch({ id: 'orders', headline: 'orders failing' }, clock)
  const { onError } = storeWatch
  const stopPruning = keepPruned(store, keep, clock, onError)
  const switches = await startTiers(loaded, store, orderWatch.onError)
  const judge = await startJudgement(config, store, clock, onError)
  const { fleet } = judge
  const live = createLiveFeed(() => fleet.hot(clock.now(), null))
  const notifier =
    config.alertmanager === undefined
      ? null
      : createStormNotifier(config.alertmanager, { baseDir, now: clock.now, mono: clock.mono })
  const assemble = createAssembler(onError)
  const build = readBuildId(env)
  const everSeen = await openEverSeen(store.history, onError)
  const sentUpTo = new Map<string, number>()

  const sources = startSources(
    loaded,
    clock,
    {
      burstOf: fleet.burstOf,
      onAnswer(node, status, wrote) {
        switches.hear({ id: node.id, group: node.group, url: node.target.url }, status)
        if (judge.answered(node, status, wrote)) ticker.soon()
      },
    },
    onError,
  )
  const { collector } = sources
  const minutes = createMinuteRecorder({ nodes: collector.nodes, store: store.history })

  function look(early: boolean): void {
    for (const node of collector.nodes()) node.followClock(clock)
    const now = onGrid(clock.now())
    const { nodes, leftOut, storms, incidents } = judge.look(
      collector.nodes(),
      sources.otherRows(),
      now,
      early,
    )
    const unreadNodes = leftOut + collector.unread()
    const running = storms.filter(storm => storm.state !== 'ended')
    notifier?.tell(storms)
    const state = assemble(now, nodes, {
      build,
      demo: env.STORMDECK_DEMO === '1',
      everSeen: everSeen(nodes, now),
      unreadNodes,
      storms: running,
      tier: switches.tiers.state(nodes, running, now),
      sources: [
        ...sources.health(nodes, unreadNodes),
        storeWatch.health(switches.problems()),
        orderWatch.health(),
        ...(notifier === null ? [] : [notifier.health()]),
      ],
      incidents,
    })
    live.publish(state, fleet.hot(now, sentUpTo, early), early)
    const changesAt = fleet.changesAt(now, now + TICK_MS)
    if (changesAt !== null) ticker.after(changesAt - clock.now())
    if (early) return
    collector.dropVanished()
    minutes.tick(now).catch(onError)
  }

  const ticker = startTicker(look, clock, onError)
  look(false)

  async function close(): Promise<void> {
    ticker.stop()
    live.close()
    sources.close()
    notifier?.close()
    switches.close()
    const now = clock.now()
    await Promise.allSettled([judge.flush(now), minutes.flush(now), stopPruning()])
    // Writes come in order: when this read is answered, those that nobody waits for are done.
    await store.audit.head()
    await store.close()
  }

  return {
    loaded,
    clock,
    store,
    collector,
    fleet,
    live,
    tiers: switches.tiers,
    audit: switches.audit,
    incidents: judge.incidents,
    recorder: judge.recorder,
    prometheus: sources.prometheus,
    askNode: createAskNode({ collector, prometheus: sources.prometheus, clock }),
    history: startHistory({ sources, store, keepMs: keep.historyMs, live, tiers: switches.tiers }),
    state: live.state,
    close,
  }
}
