import { CLOSE_WAIT_WARNING, MQTT_NEW_CONNECTIONS_IN_5S } from '@stormdeck/protocol'
import { formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import { listOf } from '../../format/words.ts'
import { ratioOf } from '../ratio-of.ts'
import { descriptorStatus } from '../saturation/descriptors.ts'
import { inStorm } from '../storm/storm-state.ts'
import { evidenceOf, type Pattern } from './pattern.ts'
import { attachLine, callOnSite, raiseDescriptors } from './plan-steps.ts'

/** F16: 500 new connections in 5 s. */
const MQTT_PER_SECOND = MQTT_NEW_CONNECTIONS_IN_5S / 5

/** F42: devices come back all at once after a reboot; the old sockets stay behind. */
export const fleetReboot: Pattern = {
  id: 'FLEET_REBOOT',
  severity: 'critical',
  fits: node => node.adapter === 'mqtt' && inStorm(node.stormState),
  evidence: node => [
    { text: 'an MQTT fleet', found: node.adapter === 'mqtt', weight: 2 },
    evidenceOf(
      4,
      node.attemptsPeakPerSecond,
      peak => peak >= MQTT_PER_SECOND,
      peak => `peak second ${formatNumber(peak)}; 500 in 5 s is a storm of devices`,
      'Peak second',
    ),
    evidenceOf(
      3,
      node.zombies,
      zombies => zombies > 0,
      zombies => `${formatNumber(zombies)} zombie sockets: replaced, never destroyed`,
      'Zombies',
    ),
    evidenceOf(
      3,
      node.socketsCloseWait,
      count => count > CLOSE_WAIT_WARNING,
      count => `${formatNumber(count)} sockets in CLOSE_WAIT, each holds a descriptor (TIME_WAIT holds none)`,
      'CLOSE_WAIT',
    ),
    evidenceOf(
      3,
      ratioOf(node.descriptorsOpen, node.descriptorLimit),
      ratio => descriptorStatus(ratio) !== 'normal',
      ratio => `${formatPercent(ratio)} of the descriptors in use`,
      'Descriptors',
    ),
  ],
  title: nodes => `Devices return all at once on ${listOf(nodes.map(node => node.id))}`,
  cause: ([node]) =>
    `Many devices of ${node.id} reconnected at the same moment, as after a firmware push. Their old sockets are still held (${formatNumber(node.socketsCloseWait)} in CLOSE_WAIT, ${formatNumber(node.zombies)} zombies), and each holds a descriptor; when these run out, devices that are connected go dark with the rest.`,
  plan: nodes => [
    {
      id: 'queue',
      text: 'Admit reconnects from a queue: at most 100 at once, 200 every 10 s.',
      where: 'server',
      command: attachLine(nodes[0].adapter, "limits: { mode: 'enforce' }"),
    },
    {
      id: 'replace',
      text: 'Destroy the old connection of a client id before the new one replaces it.',
      where: 'server',
      command: null,
    },
    ...nodes.map(raiseDescriptors),
    {
      id: 'keep-alive',
      text: 'Switch TCP keep-alive on after 30 s idle, so that dead sockets are found.',
      where: 'server',
      command: 'createServer({ keepAlive: true, keepAliveInitialDelay: 30_000 }, aedes.handle)',
    },
    { id: 'stagger', text: 'Push firmware in waves.', where: 'people', command: null },
    callOnSite,
  ],
}
