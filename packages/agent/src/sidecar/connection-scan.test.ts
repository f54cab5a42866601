import { expect, test } from 'vitest'
import { ConnectionScan } from './connection-scan.ts'

const PORTS = new Set([0x1f90])
const LOOPBACK = '0100007F:1F90'
const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const row = (local: string, remote: string, state: string) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 1575 1 0000`
const table = (...rows: string[]) => [HEAD, ...rows].join('\n')
const listener = (local: string) => row(local, '00000000:0000', '0A')
const arrived = (local: string, port: string) => row(local, `0100007F:${port}`, '01')

/** Who is there after one look. */
function present(...tables: string[]): number | null {
  const scan = new ConnectionScan()
  scan.look(tables, PORTS)
  return scan.current
}

test('E1: a connection that only has the same number at another address of the host is not one of the server', () => {
  const outgoing = arrived('0101007F:1F90', 'C350')
  expect(present(table(listener(LOOPBACK), arrived(LOOPBACK, 'C001'), outgoing))).toBe(1)
})

test('E1: a server that listens everywhere has the connections of every address', () => {
  const [one, two] = [arrived(LOOPBACK, 'C001'), arrived('0101007F:1F90', 'C001')]
  expect(present(table(listener('00000000:1F90'), one, two))).toBe(2)
  const mapped = '0000000000000000FFFF00000100007F:1F90'
  const everywhere = `${'0'.repeat(32)}:1F90`
  expect(present(table(), table(listener(everywhere), arrived(mapped, 'C001')))).toBe(1)
})

test('E1: who is there stays while the server no longer listens', () => {
  const scan = new ConnectionScan()
  const held = arrived(LOOPBACK, 'C001')
  scan.look([table(listener(LOOPBACK), held)], PORTS)
  expect(scan.look([table(held)], PORTS)).toEqual({ came: 0, went: 0 })
  expect(scan.current).toBe(1)
})
