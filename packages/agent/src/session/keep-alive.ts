import { CLOSE, type CloseReason } from '@stormdeck/protocol'
import type { Publisher } from '../publish/publisher.ts'
import { beatFrame } from './beat.ts'
import { Heartbeat, type HeartbeatTimes } from './heartbeat.ts'
import type { Session } from './session.ts'

/** Who holds the sessions. */
export type Holder = {
  readonly publisher: Pick<Publisher, 'keepUp'>
  destroyZombie(session: Session): void
  close(session: Session, code: number, reason: CloseReason, text: string): void
}

/**
 * The heartbeat of a node: what it sends, and what becomes of who does not answer (F20).
 * @param random 0 to 1, spreads the pings
 */
export function keepAlive(holder: Holder, times: HeartbeatTimes, random: () => number): Heartbeat {
  const heartbeat: Heartbeat = new Heartbeat(
    times,
    {
      ping(session) {
        session.peer.ping(session.pingTick)
        if (session.transport !== 'websocket') {
          if (tookSome(session)) heartbeat.alive(session)
          session.takenBytes = session.peer.takenBytes ?? 0
        }
        if (session.announced) session.peer.deliver(beatFrame(heartbeat.intervalMsOf(session)))
        holder.publisher.keepUp(session)
      },
      dead(session) {
        if (session.transport !== 'websocket' && tookSome(session)) {
          heartbeat.alive(session)
          heartbeat.watch(session)
        } else holder.destroyZombie(session)
      },
      idle: session => holder.close(session, CLOSE.normal, 'idle', 'idle'),
    },
    random,
  )
  return heartbeat
}

/** An event stream cannot answer a ping; that it takes what was written has to do. */
const tookSome = ({ peer, takenBytes }: Session) =>
  peer.bufferedAmount === 0 || (peer.takenBytes ?? 0) > takenBytes
