export type StartStep = { title: string; hint: string; lines: string }
export type StartWay = {
  id: 'ws' | 'socket.io' | 'mqtt' | 'sidecar' | 'prometheus' | 'demo'
  label: string
  steps: readonly StartStep[]
}

/** Servers that are read from Prometheus as they are; the metrics say which of them it is. */
export const READ_FROM_PROMETHEUS = [
  'Socket.IO',
  'Centrifugo',
  'soketi',
  'EMQX',
  'RabbitMQ',
  'NATS',
  'VerneMQ',
  'Mosquitto',
  'Mercure',
  'Phoenix',
  'ASP.NET Core',
  'HAProxy',
  'Envoy',
  'nginx',
  'Traefik',
  'Caddy',
] as const

const PACK: StartStep = {
  title: 'Pack the agent and export the public key',
  hint: "in Stormdeck's folder; without the key the agent counts and accepts no orders",
  lines: `npm pack -w @stormdeck/agent
npx stormdeck keys show --json > trust.json`,
}

const INSTALL: StartStep = {
  title: 'Install the agent beside your server',
  hint: 'copy both files there first',
  lines: 'npm install ./stormdeck-agent-0.1.0.tgz',
}

/** An agent listens on its own machine only, until its host says otherwise; in clear only where that is asked for. */
const OTHER_MACHINE: StartStep = {
  title: 'Only where Stormdeck runs on another machine: let the agent listen',
  hint: "10.0.0.5: the server's own address, also in stormdeck.yaml below",
  lines: `// in place of control: { port: 9601 }; in clear, so for closed networks; elsewhere tls: { key, cert } and https://
control: { host: '10.0.0.5', port: 9601, insecure: true },
// in a container, or behind NAT:
// control: { host: '0.0.0.0', hosts: ['10.0.0.5'], port: 9601, insecure: true },`,
}

const LIST: StartStep = {
  title: 'List it in stormdeck.yaml, and restart Stormdeck',
  hint: 'one line for each server; on another machine with its address',
  lines: `agents:
  - url: http://127.0.0.1:9601`,
}

const ATTACH_HINT = 'clients see no difference until you enforce a limit or order a tier'
const OPTIONS = `{
  id: 'ws-1',
  group: 'eu-west',
  control: { port: 9601 },
  trust,
  journalDir: '.stormdeck-agent', // keeps orders across a restart
}`

/** The lines that put an agent into a Node server; `target` is what it is attached to. */
function attached(fn: string, target: string): StartStep {
  return {
    title: 'Attach it to your server',
    hint: ATTACH_HINT,
    lines: `import { readFileSync } from 'node:fs'
import { ${fn} } from '@stormdeck/agent'

const { trust } = JSON.parse(readFileSync('trust.json', 'utf8'))
const deck = ${fn}(${target}, ${OPTIONS})`,
  }
}

/** How to get to first data, by what one has. The lines work as they are, except for names and addresses. */
export const START_WAYS: readonly StartWay[] = [
  { id: 'ws', label: 'ws', steps: [PACK, INSTALL, attached('attach', 'wss'), OTHER_MACHINE, LIST] },
  {
    id: 'socket.io',
    label: 'Socket.IO',
    steps: [PACK, INSTALL, attached('attachSocketIo', 'io'), OTHER_MACHINE, LIST],
  },
  {
    id: 'mqtt',
    label: 'MQTT (aedes)',
    steps: [PACK, INSTALL, attached('attachMqtt', 'aedes'), OTHER_MACHINE, LIST],
  },
  {
    id: 'sidecar',
    label: 'Other process',
    steps: [
      {
        ...PACK,
        title: 'Pack the agent',
        hint: "in Stormdeck's folder",
        lines: 'npm pack -w @stormdeck/agent',
      },
      { ...INSTALL, title: 'Install it on the same machine', hint: 'Linux; copy the file there first' },
      {
        title: 'Save this as sidecar.mjs there',
        hint: 'it counts from /proc and cannot switch tiers',
        lines: `import { startSidecar } from '@stormdeck/agent'

startSidecar({
  id: 'gw-1',
  group: 'eu-west',
  pid: Number(process.argv[2]),
  control: { port: 9601 },
})`,
      },
      {
        title: 'Start it beside the process',
        hint: 'PID: of the process that holds the connections; as its user or as root',
        lines: 'node sidecar.mjs PID',
      },
      OTHER_MACHINE,
      LIST,
    ],
  },
  {
    id: 'prometheus',
    label: 'Prometheus',
    steps: [
      {
        title: 'Name your Prometheus in stormdeck.yaml, and restart Stormdeck',
        hint: 'the kind of server is recognised by its metrics',
        lines: `prometheus:
  url: http://127.0.0.1:9090`,
      },
      {
        title: 'See what is found there',
        hint: "in Stormdeck's folder; any profile of docs/profiles.md in place of haproxy",
        lines: 'npm run check-profile -- haproxy --prometheus http://127.0.0.1:9090',
      },
    ],
  },
  {
    id: 'demo',
    label: 'Nothing yet',
    steps: [
      {
        title: 'Start with the demo fleet',
        hint: 'without stormdeck.yaml: four real WebSocket servers and real clients on this machine',
        lines: 'npm start',
      },
      { title: 'Set off a storm', hint: 'in a second terminal', lines: 'npm run lab -- storm' },
    ],
  },
]
