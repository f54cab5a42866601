import { expect, test } from 'vitest'
import { descriptorWarning } from './descriptor-warning.ts'

const reading = (limit: number | null) => ({ open: 10, limit, peak: 10 })

test('D6: a descriptor limit under 3 × the peak is a warning with the commands for now and for the next start', () => {
  expect(descriptorWarning(reading(3_000), 1_000, null)).toBeNull()
  expect(descriptorWarning(reading(null), 1_000, null)).toBeNull()
  const now = `prlimit --pid ${process.pid} --nofile=3072:3072`
  expect(descriptorWarning(reading(2_999), 1_000, null)).toEqual({
    id: 'descriptor-limit',
    text: 'The descriptor limit of 2999 is under 3 × the peak of 1000 connections.',
    fix: now,
  })
  const folder = '/etc/systemd/system/ws.service.d'
  expect(descriptorWarning(reading(2_999), 1_000, 'ws.service')?.fix).toBe(
    `${now} && mkdir -p ${folder} && printf '[Service]\\nLimitNOFILE=3072\\n' > ${folder}/nofile.conf && systemctl daemon-reload`,
  )
  const long = descriptorWarning(reading(2_999), 1_000, `${'x'.repeat(100)}.service`)
  expect(long?.fix).toBe(now)
})
