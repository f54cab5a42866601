import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-problem.ts'
import { stormThresholdsOf } from './config-schema.ts'
import { parseConfig } from './parse-config.ts'

function problemsOf(text: string) {
  try {
    parseConfig(text, 'stormdeck.yaml')
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('it was accepted')
}

describe('stormdeck.yaml', () => {
  it('needs nothing: every key has a default', () => {
    expect(parseConfig('', 'stormdeck.yaml')).toMatchObject({
      data: '.stormdeck',
      agents: [],
      policy: 'advise',
      history: { keepDays: 7 },
      embed: { frameAncestors: [] },
    })
  })

  it('reads agents and thresholds', () => {
    const config = parseConfig(
      `agents:
  - { url: "http://127.0.0.1:9401", id: ws-1, group: eu }
  - url: https://ws-2.example.org:9401
    readTokenFile: secrets/ws-2
thresholds:
  burstAttempts: 80
  groups: { eu: { sustainedPerSecond: 300 } }
  nodes: { ws-1: { burstAttempts: 500 } }
`,
      'stormdeck.yaml',
    )
    expect(config.agents[1]).toMatchObject({ readTokenFile: 'secrets/ws-2' })
    const own = stormThresholdsOf(config, { id: 'ws-1', group: 'eu' })
    expect(own).toMatchObject({ burstAttempts: 500, sustainedPerSecond: 300, burstWindowMs: 1_000 })
    expect(stormThresholdsOf(config, { id: 'ws-9', group: 'us' })).toMatchObject({
      burstAttempts: 80,
      sustainedPerSecond: 100,
    })
  })

  it('reports every problem at once, each with its line and what to do', () => {
    const error = problemsOf(`polcy: act
agents:
  - url: ftp://127.0.0.1
  - id: ws 2
    url: http://127.0.0.1:1
  - id: ws-3
thresholds:
  burstAttempts: many
  nodes:
    ws-1:
      burst: 3
policy: panic
history:
  keepDays: 400
embed: { frameAncestors: ["grafana.example.org"] }
`)
    expect(error.problems.map(problem => [problem.line, problem.key])).toEqual([
      [1, 'polcy'],
      [3, 'agents.0.url'],
      [4, 'agents.1.id'],
      [6, 'agents.2.url'],
      [8, 'thresholds.burstAttempts'],
      [11, 'thresholds.nodes.ws-1.burst'],
      [12, 'policy'],
      [14, 'history.keepDays'],
      [15, 'embed.frameAncestors.0'],
    ])
    expect(error.message).toMatch(/9 problems; nothing was started/)
    expect(error.message).toMatch(
      /:1 {2}polcy is not known here; known are data, agents, discovery, prometheus/,
    )
    expect(error.message).toMatch(/:6 {2}agents.2.url is missing; it must be text/)
    expect(error.message).toMatch(
      /:11 .*burst is not known here; known are burstAttempts, sustainedPerSecond/,
    )
    expect(error.message).toMatch(/:12 {2}policy must be one of off, advise, act/)
    expect(error.message).toMatch(/:14 {2}history.keepDays must be at most 31/)
  })

  it('names agents that share an address or an id', () => {
    const error = problemsOf(`agents:
  - { url: "http://127.0.0.1:1", id: a }
  - { url: "http://127.0.0.1:1", id: a }
`)
    expect(error.problems).toMatchObject([
      { line: 3, key: 'agents.1.url' },
      { line: 3, key: 'agents.1.id' },
    ])
  })

  it('says where the YAML itself is broken', () => {
    expect(problemsOf('agents:\n  - url: "http://\n').problems[0]).toMatchObject({ key: '' })
    expect(problemsOf('data: a\ndata: b\n').problems).toMatchObject([{ line: 2 }])
  })

  it('refuses a secret inside an address', () => {
    const error = problemsOf('prometheus:\n  url: http://me:secret@127.0.0.1:9090\n')
    expect(error.problems[0]?.line).toBe(2)
    expect(error.message).not.toContain('secret@')
  })

  it('does not follow an alias bomb', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef'].map(pair => [pair[0], pair[1]]))
      bomb.push(
        `${to}: &${to} [*${from},*${from},*${from},*${from},*${from},*${from},*${from},*${from},*${from}]`,
      )
    expect(problemsOf(bomb.join('\n'))).toBeInstanceOf(ConfigError)
  })
})
