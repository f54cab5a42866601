import { expect, test } from 'vitest'
import { parseLimit } from './descriptors.ts'
import { hostWarning, isEnough } from './host-limits.ts'
import { LowerBound } from './lower-bound.ts'
import { parseNetstat } from './net-counters.ts'
import { SocketCount } from './socket-table.ts'

const TABLE = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   0: 00000000:1F90 00000000:0000 0A 00000000:00000007 00:00000000 00000000     0        0 1574 1 0000',
  '   1: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 1575 1 0000',
  '   2: 0100007F:1F90 0100007F:C002 08 00000000:00000000 00:00000000 00000000     0        0 1576 1 0000',
  '   3: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 1577 1 0000',
  '   4: 00000000000000000000000001000000:1F90 00000000000000000000000001000000:C003 06 00000000:00000000 00:00000000 00000000     0',
].join('\n')

test('D2: sockets of the served port are counted by state, whole however the table is cut into chunks', () => {
  for (const size of [1, 7, 64, 1_000]) {
    const count = new SocketCount(new Set([0x1f90]))
    for (let at = 0; at < TABLE.length; at += size) count.chunk(Buffer.from(TABLE.slice(at, at + size)))
    count.endOfFile()
    expect(count.acceptQueue).toBe(7)
    expect(count.states).toEqual({
      established: 1,
      synRecv: 0,
      finWait: 0,
      timeWait: 1,
      closeWait: 1,
      lastAck: 0,
      other: 0,
    })
  }
})

/** Of one reading of these tables, in chunks that cut rows. */
function counted(...tables: string[][]): SocketCount {
  const count = new SocketCount(new Set([0x1f90]))
  for (const table of tables) {
    const text = table.join('\n')
    for (let at = 0; at < text.length; at += 64) count.chunk(Buffer.from(text.slice(at, at + 64)))
    count.endOfFile()
  }
  return count
}

test('D2: a socket that only has the same port at another address of the host is not counted', () => {
  const [head = '', anywhere = '', ...rest] = TABLE.split('\n')
  const [own = ''] = rest
  const outgoing = own.replace('0100007F:1F90', '0140007F:1F90')
  const atLoopback = anywhere.replace('00000000:1F90', '0100007F:1F90')
  expect(counted([head, atLoopback, own, outgoing]).states.established).toBe(1)
  expect(counted([head, anywhere, own, outgoing]).states.established).toBe(2)
  // Nobody listens any more: the sockets that are left are still those of the port.
  expect(counted([head, own, outgoing]).states.established).toBe(2)
  expect(counted([head, atLoopback, own], [head, ...rest.slice(-1)]).states).toMatchObject({
    established: 1,
    timeWait: 0,
  })
})

test('D2: ListenOverflows, ListenDrops and the descriptor limit are read from what the kernel writes', () => {
  const netstat = 'TcpExt: A ListenOverflows ListenDrops B\nTcpExt: 1 22 333 4\nIpExt: X\nIpExt: 5\n'
  expect(parseNetstat(netstat)).toEqual({ listenOverflows: 22, listenDrops: 333 })
  expect(parseNetstat('')).toEqual({ listenOverflows: null, listenDrops: null })
  expect(
    parseLimit(
      'Limit   Soft Limit   Hard Limit   Units\nMax open files            1024                 4096   files\n',
    ),
  ).toBe(1_024)
  expect(parseLimit('')).toBeNull()
})

test('D3: attempts are a lower bound at the descriptor limit and while drops rise, and for 2 s after', () => {
  const bound = new LowerBound()
  bound.look(false, 5, 1_000)
  expect(bound.status).toEqual({ active: false, why: null })
  bound.look(false, 6, 2_000)
  expect(bound.status.why).toContain('ListenDrops')
  bound.look(false, 6, 3_999)
  expect(bound.status.active).toBe(true)
  bound.look(false, 6, 4_000)
  expect(bound.status.active).toBe(false)
  bound.look(true, null, 5_000)
  expect(bound.status.why).toContain('descriptor')
})

test('D4: a host limit is enough when each of its numbers is, whichever way is better', () => {
  expect(isEnough('net.core.somaxconn', '4096', '65535')).toBe(false)
  expect(isEnough('net.ipv4.tcp_rmem', '4096 87380 16777216', '4096 87380 16777216')).toBe(true)
  expect(isEnough('net.ipv4.tcp_rmem', '4096 87380 6291456', '4096 87380 16777216')).toBe(false)
  expect(isEnough('net.ipv4.tcp_fin_timeout', '60', '15')).toBe(false)
  expect(isEnough('net.ipv4.tcp_fin_timeout', '10', '15')).toBe(true)
  expect(isEnough('net.ipv4.ip_local_port_range', '1024 65535', '1024 65535')).toBe(true)
  expect(isEnough('net.ipv4.ip_local_port_range', '32768 60999', '1024 65535')).toBe(false)
  const low = { id: 'a', title: 'a', current: '1', recommended: '2', ok: false, command: 'sysctl -w a="2"' }
  expect(hostWarning([low, { ...low, command: 'sysctl -w b="2"' }])).toMatchObject({
    text: expect.stringContaining('2 limits'),
    fix: 'sysctl -w a="2" b="2"',
  })
  expect(hostWarning([{ ...low, ok: true }])).toBeNull()
})
