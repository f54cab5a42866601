import { type AgentHost, POOL } from './agent-host.ts'
import type { World } from './world.ts'

/** Everything that can go wrong by itself. Each begins now and, where it lasts, ends by itself. */
export const FAULTS = {
  'cut road': (world: World) => {
    const host = world.random.pick(world.hosts)
    const road = world.deck.roads.get(host.id)
    if (road === undefined) return
    road.cut = true
    world.trouble(host.id)
    world.time.after(world.random.between(500, 12_000), () => {
      road.cut = false
      world.trouble(host.id)
    })
  },
  'cut all roads': (world: World) => {
    for (const road of world.deck.roads.values()) road.cut = true
    world.trouble(null)
    const { roads } = world.deck
    world.time.after(world.random.between(500, 15_000), () => {
      for (const road of roads.values()) road.cut = false
      world.trouble(null)
    })
  },
  'bad road': (world: World) => {
    const host = world.random.pick(world.hosts)
    const road = world.deck.roads.get(host.id)
    if (road === undefined) return
    road.bad = true
    world.trouble(host.id)
    world.time.after(world.random.between(2_000, 15_000), () => {
      road.bad = false
      world.trouble(host.id)
    })
  },
  'agent stopped': (world: World) => {
    const host = world.random.pick(world.hosts)
    host.pause()
    world.trouble(host.id)
    world.time.after(world.random.between(300, 12_000), () => {
      host.resume()
      world.trouble(host.id)
    })
  },
  'agent killed': (world: World) => {
    const host = world.random.pick(world.hosts)
    host.kill()
    startAgain(world, host)
  },
  'agent killed while it writes': (world: World) => {
    const host = world.random.pick(world.hosts)
    host.disk.tearAfterBytes = world.random.between(0, 900)
    host.journalHurt = true
    const look = () => {
      if (host.machine === null) startAgain(world, host)
      else world.time.after(500, look)
    }
    look()
  },
  'agent loses part of its journal': (world: World) => {
    const host = world.random.pick(world.hosts)
    host.kill()
    host.hurtJournal()
    startAgain(world, host)
  },
  'agent disk full': (world: World) => {
    const host = world.random.pick(world.hosts)
    host.disk.full = true
    world.time.after(world.random.between(1_000, 15_000), () => {
      host.disk.full = false
    })
  },
  'agent host rebooted': (world: World) => {
    const host = world.random.pick(world.hosts)
    host.reboot()
    if (world.random.chance(0.4)) host.wallOffsetMs += world.random.between(-3_600_000, 3_600_000)
    startAgain(world, host)
  },
  'agent clock jumps': (world: World) => {
    world.random.pick(world.hosts).wallOffsetMs += world.random.between(-3_600_000, 3_600_000)
  },
  'dashboard killed': (world: World) => {
    world.deck.crash()
    world.trouble(null)
    world.deck.restartAfter(world.random.between(0, 8_000))
  },
  'dashboard killed while it writes': (world: World) => {
    world.disk.crashIn = world.random.between(1, 14)
    const { deck } = world
    const look = () => {
      if (deck.up) world.time.after(200, look)
      else {
        world.trouble(null)
        deck.restartAfter(world.random.between(0, 4_000))
      }
    }
    world.time.after(200, look)
  },
  'dashboard disk full': (world: World) => {
    const { disk } = world
    disk.full = true
    world.trouble(null)
    world.time.after(world.random.between(500, 8_000), () => {
      disk.full = false
      world.trouble(null)
    })
  },
  'dashboard clock jumps': (world: World) => {
    jumpDashboard(world, world.random.between(-3_600_000, 3_600_000))
  },
  'dashboard host rebooted': (world: World) => {
    rebootDashboard(world)
    world.deck.restartAfter(world.random.between(500, 6_000))
  },
} satisfies Record<string, (world: World) => void>

export type FaultName = keyof typeof FAULTS
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[]

export function jumpDashboard(world: World, byMs: number): void {
  world.deck.wallOffsetMs += byMs
  if (world.deck.up) return
  world.deck.clockWasMoved = true
  excuseMeasures(world)
}

export function rebootDashboard(world: World): void {
  world.deck.reboot()
  if (world.deck.clockWasMoved) excuseMeasures(world)
  world.trouble(null)
}

/** Ends will be counted from a wall clock that had jumped: what was to be kept may rightly be over. */
export function excuseMeasures(world: World): void {
  if (world.measures !== null) world.measures = new Map()
}

function startAgain(world: World, host: AgentHost): void {
  world.trouble(host.id)
  world.time.after(world.random.between(200, 6_000), () => {
    host.start()
    world.trouble(host.id)
  })
}

/** Ends whatever is still wrong. */
export function heal(world: World): void {
  for (const road of world.deck.roads.values()) {
    road.cut = false
    road.bad = false
  }
  for (const host of world.hosts) {
    host.resume()
    host.start()
    host.disk.full = false
    host.disk.tearAfterBytes = null
    host.busy = false
    if (host.connections >= POOL.warn) host.crowd(100)
  }
  world.disk.full = false
  world.disk.crashIn = null
  world.deck.start()
  world.trouble(null)
}
