import { readFileSync } from 'node:fs'

/** What is mounted where: version 2, and the memory controller of version 1. */
const MOUNTS = [
  { line: /^0::(\/.*)$/m, folder: '/sys/fs/cgroup', file: 'memory.max' },
  {
    line: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/.*)$/m,
    folder: '/sys/fs/cgroup/memory',
    file: 'memory.limit_in_bytes',
  },
]

/**
 * Bytes that a process may use before the kernel kills something: the smallest limit of its control groups and those
 * above them, never more than the memory of the host. `null` where neither can be read.
 * @param read a file as text, `null` where it cannot be read
 */
export function memoryLimitBytes(
  pid: number | 'self',
  read: (path: string) => string | null = readOrNot,
): number | null {
  const groups = read(`/proc/${pid}/cgroup`) ?? ''
  const limits = MOUNTS.flatMap(({ line, folder, file }) => {
    const group = line.exec(groups)?.[1]
    return group === undefined
      ? []
      : upwards(group).map(path => Number.parseInt(read(`${folder}${path}/${file}`) ?? '', 10))
  })
  const total = /^MemTotal:\s+(\d+) kB$/m.exec(read('/proc/meminfo') ?? '')?.[1]
  const known = [...limits, Number(total) * 1_024].filter(bytes => bytes > 0)
  return known.length > 0 ? Math.min(...known) : null
}

/** `/a/b` as `/a/b`, `/a` and the root. In a container the group of the host may not be there, its root is. */
function upwards(group: string): string[] {
  const names = group.split('/').filter(name => name !== '')
  return names.map((_, index) => `/${names.slice(0, names.length - index).join('/')}`).concat('')
}

function readOrNot(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null
  }
}
