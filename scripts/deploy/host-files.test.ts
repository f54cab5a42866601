import { readFileSync } from 'node:fs'
import { HOST_LIMITS } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8')

describe('files for hosts', () => {
  it('set exactly the kernel limits that agents recommend', () => {
    const set = new Map(
      [...read('sysctl/60-stormdeck.conf').matchAll(/^-?([a-z][\w.-]+) = (.+)$/gm)].map(
        ([, key, value]) => [key, value] as const,
      ),
    )
    const wanted = HOST_LIMITS.filter(limit => limit.path !== null && limit.recommended !== null)
    expect([...set].sort()).toEqual(wanted.map(limit => [limit.id, limit.recommended] as const).sort())
  })

  it.each(['systemd/stormdeck.service', 'systemd/socket-server.conf'])('%s has the process limits', file => {
    const text = read(file)
    expect(text).toMatch(/^LimitNOFILE=1048576$/m)
    expect(text).toMatch(/^LimitNPROC=65535$/m)
    expect(text).toMatch(/^Environment=UV_THREADPOOL_SIZE=128$/m)
  })

  it('the limits of a login session are the same', () => {
    expect(read('limits/stormdeck.conf').match(/^\*\s+(soft|hard)\s+nofile\s+1048576$/gm)).toHaveLength(2)
    expect(read('limits/stormdeck.conf').match(/^\*\s+(soft|hard)\s+nproc\s+65535$/gm)).toHaveLength(2)
  })

  it('the dashboard listens on loopback wherever it is deployed', () => {
    expect(read('systemd/stormdeck.service')).toMatch(/^Environment=HOSTNAME=127\.0\.0\.1$/m)
    expect(read('docker/Dockerfile')).toMatch(/^ENV HOSTNAME=127\.0\.0\.1$/m)
  })
})
