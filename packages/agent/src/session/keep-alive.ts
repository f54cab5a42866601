import { CLOSE } from '@stormdeck/protocol'
import type { Core } from '../core.ts'
import { beatFrame } from './beat.ts'
import { Heartbeat, type HeartbeatTimes } from './heartbeat.ts'
import type { Session } from './session.ts'

/** The heartbeat of a node: what it sends, and what becomes of who does not answer (F20). */
export function keepAlive(core: Core, times: HeartbeatTimes): Heartbeat {
  const heartbeat: Heartbeat = new Heartbeat(
    times,
    {
      ping(session) {
        session.peer.ping(session.pingTick)
        if (session.transport !== 'websocket') {
          if (tookSome(session)) heartbeat.alive(session)
          session.takenBytes = session.peer.takenBytes ?? 0
        }
        if (session.announced) session.peer.deliver(beatFrame(heartbeat.pingIntervalMs))
      },
      dead(session) {
        if (session.transport !== 'websocket' && tookSome(session)) {
          heartbeat.alive(session)
          heartbeat.watch(session)
        } else core.bury(session)
      },
      idle: session => core.close(session, CLOSE.normal, 'idle', 'idle'),
    },
    core.settings.random,
  )
  return heartbeat
}

/** An event stream cannot answer a ping; that it takes what was written has to do. */
const tookSome = ({ peer, takenBytes }: Session) =>
  peer.bufferedAmount === 0 || (peer.takenBytes ?? 0) > takenBytes
