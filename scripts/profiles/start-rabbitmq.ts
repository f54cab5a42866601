import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../test/free-port.ts'
import { startProgram } from '../test/start-program.ts'
import { CHURN_EVERY_MS, CLIENTS, type RunningServer } from './running-server.ts'

const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)])

/** MQTT 3.1.1 CONNECT, clean session, keep-alive 60 s (section 3.1 of the standard). */
function connectPacket(clientId: string): Buffer {
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, 0b1100_0010, 0, 60]),
    text(clientId),
    text('guest'),
    text('guest'),
  ])
  return Buffer.concat([Buffer.from([0x10, body.length]), body])
}

function publishPacket(topic: string, payload: string): Buffer {
  const body = Buffer.concat([text(topic), Buffer.from(payload)])
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

function openClient(port: number, id: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(connectPacket(id)))
    socket.once('error', reject)
    // CONNACK with return code 0.
    socket.once('data', answer =>
      answer[0] === 0x20 && answer[3] === 0 ? resolve(socket) : reject(new Error('refused')),
    )
  })
}

/** epmd does not go while a node is registered with it. */
async function endEpmd(port: number): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (spawnSync('epmd', ['-port', `${port}`, '-kill']).status === 0) return
    await new Promise(done => setTimeout(done, 200))
  }
}

/** A real RabbitMQ with the MQTT plugin and MQTT clients; the epmd it starts has a port of its own and ends with it. */
export async function startRabbitmq(path: string): Promise<RunningServer> {
  const dir = mkdtempSync(join(tmpdir(), 'stormdeck-rabbitmq-'))
  const [amqp, mqtt, metrics, distribution, epmd] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  writeFileSync(
    join(dir, 'rabbitmq.conf'),
    `listeners.tcp.1 = 127.0.0.1:${amqp}
mqtt.listeners.tcp.1 = 127.0.0.1:${mqtt}
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = ${metrics}
`,
  )
  writeFileSync(join(dir, 'plugins'), '[rabbitmq_mqtt,rabbitmq_prometheus].\n')
  const server = await startProgram(path, [], {
    ready: /completed with \d+ plugins/,
    withinMs: 60_000,
    env: {
      HOME: dir,
      // The start script becomes the server, so that ending it ends the server.
      RUNNING_UNDER_SYSTEMD: '1',
      RABBITMQ_NODENAME: `stormdeck${amqp}@localhost`,
      RABBITMQ_CONFIG_FILE: join(dir, 'rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'plugins'),
      RABBITMQ_MNESIA_BASE: join(dir, 'mnesia'),
      RABBITMQ_LOG_BASE: join(dir, 'log'),
      RABBITMQ_DIST_PORT: `${distribution}`,
      ERL_EPMD_PORT: `${epmd}`,
      ERL_EPMD_ADDRESS: '127.0.0.1',
    },
  })
  let next = 0
  const open = () => openClient(mqtt, `device-${next++}`)
  const clients = await Promise.all(Array.from({ length: CLIENTS }, open))
  const churn = setInterval(() => {
    for (const client of clients) client.write(publishPacket('t', 'hello'))
    clients.shift()?.destroy()
    open().then(
      client => clients.push(client),
      () => {},
    )
  }, CHURN_EVERY_MS)
  return {
    target: `127.0.0.1:${metrics}`,
    async stop() {
      clearInterval(churn)
      for (const client of clients) client.destroy()
      await server.stop()
      await endEpmd(epmd)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
