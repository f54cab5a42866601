export type Program =
  | 'chromium'
  | 'prometheus'
  | 'promtool'
  | 'alertmanager'
  | 'node-exporter'
  | 'haproxy'
  | 'nginx'
  | 'rabbitmq'

/** Where the program is, or null. */
export function findProgram(name: Program): string | null
