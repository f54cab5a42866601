import { existsSync } from 'node:fs'
import { runCommand } from './run-command.mjs'
import { say, seconds } from './say.mjs'

/** What the tests start for real: name of the thing → where its binary may be, and Debian's package. */
export const PROGRAMS = {
  chromium: {
    package: 'chromium',
    paths: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  },
  prometheus: {
    package: 'prometheus',
    paths: ['/usr/bin/prometheus', '/usr/local/bin/prometheus'],
    unit: 'prometheus',
  },
  promtool: {
    package: 'prometheus',
    paths: ['/usr/bin/promtool', '/usr/local/bin/promtool'],
    unit: 'prometheus',
  },
  alertmanager: {
    package: 'prometheus-alertmanager',
    paths: ['/usr/bin/prometheus-alertmanager', '/usr/local/bin/alertmanager'],
    unit: 'prometheus-alertmanager',
  },
  'node-exporter': {
    package: 'prometheus-node-exporter',
    paths: ['/usr/bin/prometheus-node-exporter', '/usr/local/bin/node_exporter'],
    unit: 'prometheus-node-exporter',
  },
  haproxy: { package: 'haproxy', paths: ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'], unit: 'haproxy' },
  nginx: { package: 'nginx', paths: ['/usr/sbin/nginx', '/usr/local/sbin/nginx'], unit: 'nginx' },
  'nginx-exporter': {
    package: 'prometheus-nginx-exporter',
    paths: ['/usr/bin/prometheus-nginx-exporter', '/usr/local/bin/nginx-prometheus-exporter'],
    unit: 'prometheus-nginx-exporter',
  },
  rabbitmq: {
    package: 'rabbitmq-server',
    // Not the wrapper in /usr/sbin: it insists on a user of its own.
    paths: ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
    unit: 'rabbitmq-server',
  },
}

/** Where the program is, or null. `STORMDECK_BIN_<NAME>` overrides. */
export function findProgram(name) {
  const given = process.env[`STORMDECK_BIN_${name.toUpperCase().replaceAll('-', '_')}`]
  if (given) return existsSync(given) ? given : null
  return PROGRAMS[name].paths.find(path => existsSync(path)) ?? null
}

/**
 * Installs what is missing from Debian's packages. Says what before it does. The services that the packages bring
 * are kept from starting, now (masked during the installation) and at the next boot: the tests start their own, on
 * loopback.
 * @returns {Promise<string[]>} names that are still missing
 */
export async function installPrograms(names) {
  const missing = names.filter(name => findProgram(name) === null)
  if (missing.length === 0) return []
  const packages = [...new Set(missing.map(name => PROGRAMS[name].package))]
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    say.warn(
      `Not installed: ${missing.join(', ')}. Tests that need them are not run. To have them: sudo ${command}`,
    )
    return missing
  }
  say.doing(`Installing for the tests, from Debian: ${packages.join(', ')}`)
  const started = Date.now()
  const units = missing.flatMap(name => PROGRAMS[name].unit ?? [])
  const systemctl = existsSync('/run/systemd/system') && units.length > 0
  if (systemctl) {
    say.note(
      `Their services will neither start now nor at boot; to use one: systemctl enable --now ${units[0]}`,
    )
    await runCommand('systemctl', ['mask', ...units], { quiet: true })
  }
  const apt = args => runCommand('apt-get', args, { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } })
  await apt(['update', '-qq'])
  const { code, output } = await apt(['install', '-y', '--no-install-recommends', ...packages])
  if (systemctl) {
    await runCommand('systemctl', ['unmask', ...units], { quiet: true })
    await runCommand('systemctl', ['disable', ...units], { quiet: true })
  }
  const still = missing.filter(name => findProgram(name) === null)
  if (code !== 0 || still.length > 0)
    say.warn(
      `apt-get could not install ${still.join(', ')}:\n${output.trim().split('\n').slice(-5).join('\n')}`,
    )
  else say.done(`installed (${seconds(Date.now() - started)})`)
  return still
}
