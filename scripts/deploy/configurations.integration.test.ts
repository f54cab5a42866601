import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { requireBinary } from '../test/require-binary.ts'

const deploy = fileURLToPath(new URL('../../deploy/', import.meta.url))

function run(path: string | null, args: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(path ?? '', args, {
    cwd: deploy,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { code: status, said: `${stdout}${stderr}` }
}

describe.skipIf(requireBinary('promtool') === null)('Prometheus', () => {
  const promtool = requireBinary('promtool')

  it('accepts prometheus.yml and the rules', () => {
    const { code, said } = run(promtool, ['check', 'config', 'prometheus/prometheus.yml'])
    expect(said).not.toContain('FAILED')
    expect(code).toBe(0)
  })

  it('passes the unit tests of the rules', () => {
    const { code, said } = run(promtool, ['test', 'rules', 'prometheus/stormdeck.rules.test.yml'])
    expect(said).toContain('SUCCESS')
    expect(code).toBe(0)
  })

  it('fails those tests when a threshold is off by one', () => {
    const dir = mkdtempSync(join(tmpdir(), 'stormdeck-rules-'))
    const rules = readFileSync(join(deploy, 'prometheus/stormdeck.rules.yml'), 'utf8')
    const tests = readFileSync(join(deploy, 'prometheus/stormdeck.rules.test.yml'))
    for (const [right, wrong] of [
      ['peak_per_second) >= 50', 'peak_per_second) >= 51'],
      ['stormdeck:attempts_per_second > 100', 'stormdeck:attempts_per_second >= 100'],
      ['"closeWait"}) > 100', '"closeWait"}) > 101'],
    ] as const) {
      const changed = rules.replaceAll(right, wrong)
      writeFileSync(join(dir, 'stormdeck.rules.yml'), changed)
      writeFileSync(join(dir, 'stormdeck.rules.test.yml'), tests)
      expect(changed, right).not.toBe(rules)
      expect(run(promtool, ['test', 'rules', join(dir, 'stormdeck.rules.test.yml')]).code, wrong).not.toBe(0)
    }
    rmSync(dir, { recursive: true })
  })
})

describe.skipIf(requireBinary('alertmanager') === null)('Alertmanager', () => {
  it('accepts alertmanager.yml', async () => {
    const { startAlertmanager } = await import('../test/start-alertmanager.ts')
    const file = readFileSync(join(deploy, 'prometheus/alertmanager.yml'), 'utf8')
    const alertmanager = await startAlertmanager(requireBinary('alertmanager') ?? '', file)
    const status = (await (await fetch(`${alertmanager.url}/api/v2/status`)).json()) as {
      config: { original: string }
    }
    await alertmanager.stop()
    expect(status.config.original).toContain('/api/alerts')
  })
})

describe.skipIf(requireBinary('haproxy') === null)('HAProxy', () => {
  it('accepts haproxy.cfg without a warning', () => {
    const { code, said } = run(requireBinary('haproxy'), ['-c', '-f', 'haproxy/haproxy.cfg'])
    expect(said).toContain('Configuration file is valid')
    expect(said).not.toContain('WARNING')
    expect(code).toBe(0)
  })
})

describe.skipIf(requireBinary('nginx') === null)('nginx', () => {
  it('accepts nginx.conf', () => {
    const { code, said } = run(requireBinary('nginx'), ['-t', '-c', join(deploy, 'nginx/nginx.conf')])
    expect(said).toContain('test is successful')
    expect(code).toBe(0)
  })
})
