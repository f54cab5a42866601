import type { Profile, ProfileSignal } from './profile.ts'

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (text: string) => `\`${cell(text)}\``

const VERIFIED: Record<ProfileSignal['verified'], string> = {
  run: 'run',
  source: 'source',
  docs: 'docs',
  none: 'not verified',
}

function overview(profiles: readonly Profile[]): string {
  const rows = profiles.map(profile => {
    const { signals } = profile
    const verified = Object.values(signals)
    const run = verified.filter(signal => signal.verified === 'run').length
    const limit = signals.connections_max ? 'exported' : 'not exported'
    return `| [${profile.name}](#${profile.id}) | ${profile.role} | ${verified.length} | ${run} | ${limit} | ${profile.control.available ? 'yes' : 'no'} |`
  })
  return `| server | role | signals | of them run | its limit | runtime control |\n|---|---|---|---|---|---|\n${rows.join('\n')}`
}

function signalTable(profile: Profile): string {
  const rows = Object.entries(profile.signals).map(
    ([id, signal]) =>
      `| ${id} | ${code(signal.expr)} | ${cell(signal.type)} | ${VERIFIED[signal.verified]}${signal.note ? `, ${cell(signal.note)}` : ''} |`,
  )
  return rows.length === 0
    ? 'No signals.'
    : `| signal | PromQL | type | verified |\n|---|---|---|---|\n${rows.join('\n')}`
}

const list = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? '' : `\n**${title}**\n\n${lines.map(line => `- ${line}`).join('\n')}\n`

function section(profile: Profile): string {
  const { control, unavailable } = profile
  const detect = profile.detect.length === 0 ? 'by hand only' : profile.detect.map(code).join(' or ')
  const controls = Object.entries(control.actions).map(([action, how]) => `${action}: ${how}`)
  return `<a id="${profile.id}"></a>
## ${profile.title}

\`${profile.id}\` · ${profile.role} · found by ${detect} · verified: ${profile.verified} · ${profile.version}

${signalTable(profile)}
${list(
  'Not exported',
  Object.entries(unavailable).map(([signal, why]) => `${signal === '*' ? 'everything' : signal}: ${why}`),
)}${list('Runtime control', [...controls, ...(control.note ? [control.note] : [])])}${list('Pitfalls', profile.pitfalls)}${list('Sources', profile.sources)}`
}

const HEAD = `<!-- Generated from lib/server/prometheus/profiles by scripts/write-profiles-doc.ts; a test compares. -->
# Server profiles

What Stormdeck asks Prometheus about servers that have no agent of ours, and how each signal was verified: \`run\`, on the
running server with clients; \`source\`, in its source at the named version; \`docs\`, in its documentation.

Every query is asked for the instances of the profile only, as \`(EXPR) and on (instance) (DETECT)\`, and \`[5m]\` is replaced
by at least four scrape intervals. A signal that a server does not export is shown as such, never as zero. A server that
several profiles would fit is what the first of this list says.

Check what a profile returns now: \`npm run check-profile -- haproxy --prometheus http://127.0.0.1:9090\`, also with a YAML
file of your own. With the \`id\` of a profile below, your file changes that one signal by signal; name it under
\`prometheus.profileFiles\` of stormdeck.yaml:

\`\`\`yaml
id: my-gateway
name: Gateway
title: Our gateway
detect: [gateway_sessions]
signals:
  connections: { expr: sum by (instance) (gateway_sessions) }
  accepts_rate: { expr: 'sum by (instance) (rate(gateway_sessions_opened_total[5m]))', type: counter }
unavailable:
  connections_max: the limit is in its configuration only
\`\`\`

Signals that panels and rows are made from: connections, connections_max, attempts_rate or accepts_rate, accepts_rate,
closes_rate, rejects_rate, rss_bytes, mem_per_connection, open_fds, max_fds, auth_attempts_rate, and attempts_peak with
attempts_peak_at: without a peak gauge, a burst that lies between two scrapes cannot be seen, and the verdict says so.
`

/** docs/profiles.md. */
export function profilesDocument(profiles: readonly Profile[]): string {
  return `${HEAD}\n${overview(profiles)}\n\n${profiles.map(section).join('\n')}`
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()
    .concat('\n')
}
