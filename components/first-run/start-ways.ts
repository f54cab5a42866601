export type StartWay = {
  id: 'ws' | 'prometheus' | 'demo'
  label: string
  steps: { title: string; hint: string; lines: string }[]
}

/** How to get to first data, by what one has. The lines work as they stand but for names and addresses. */
export const START_WAYS: readonly StartWay[] = [
  {
    id: 'ws',
    label: 'A Node server with ws',
    steps: [
      {
        title: 'Attach the agent to your server',
        hint: 'nothing changes for clients until limits are enforced',
        lines: `import { attach } from '@stormdeck/agent'

const deck = attach(wss, {
  id: 'ws-1',
  group: 'eu-west',
  control: { host: '127.0.0.1', port: 9601 },
})`,
      },
      {
        title: 'Name it in stormdeck.yaml, and start Stormdeck again',
        hint: 'in the folder you start from',
        lines: `agents:
  - url: http://127.0.0.1:9601`,
      },
    ],
  },
  {
    id: 'prometheus',
    label: 'A Prometheus that scrapes it',
    steps: [
      {
        title: 'Point stormdeck.yaml at it, and start Stormdeck again',
        hint: 'which server it is, is found out by its metrics',
        lines: `prometheus:
  url: http://127.0.0.1:9090`,
      },
    ],
  },
  {
    id: 'demo',
    label: 'Nothing yet',
    steps: [
      {
        title: 'Start with the demo fleet',
        hint: 'four real WebSocket servers with real clients on this machine',
        lines: 'npm start',
      },
      { title: 'Set off a storm', hint: 'in a second terminal', lines: 'npm run lab -- storm' },
    ],
  },
]
