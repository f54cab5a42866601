import { expect, test } from 'vitest'
import { memoryLimitBytes } from './memory-limit.ts'

const MEMINFO = 'MemTotal:        8000000 kB\nMemFree:          100 kB\n'
const from = (files: Record<string, string>) => (path: string) => files[path] ?? null

test('D5: the memory limit is the smallest of the control groups, else that of the host, else unknown', () => {
  const two = {
    '/proc/7/cgroup': '0::/app.slice/ws.service\n',
    '/sys/fs/cgroup/app.slice/ws.service/memory.max': 'max\n',
    '/sys/fs/cgroup/app.slice/memory.max': '2147483648\n',
    '/proc/meminfo': MEMINFO,
  }
  expect(memoryLimitBytes(7, from(two))).toBe(2_147_483_648)
  const container = { '/proc/7/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': '536870912\n' }
  expect(memoryLimitBytes(7, from(container))).toBe(536_870_912)
  const one = {
    '/proc/7/cgroup': '9:cpu,cpuacct:/x\n4:memory:/docker/abc\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '1073741824\n',
    '/proc/meminfo': MEMINFO,
  }
  expect(memoryLimitBytes(7, from(one))).toBe(1_073_741_824)
  const unlimited = { ...one, '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' }
  expect(memoryLimitBytes(7, from(unlimited))).toBe(8_192_000_000)
  expect(memoryLimitBytes(7, from({}))).toBeNull()
})
