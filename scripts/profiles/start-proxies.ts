import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../test/free-port.ts'
import { startProgram } from '../test/start-program.ts'
import type { RunningServer } from './running-server.ts'
import { connectSockets } from './socket-clients.ts'

const temporary = (name: string) => mkdtempSync(join(tmpdir(), `stormdeck-${name}-`))

/** A real HAProxy in front of `backend` (`host:port`), with clients through it. */
export async function startHaproxy(path: string, backend: string): Promise<RunningServer> {
  const dir = temporary('haproxy')
  const [port, metrics] = [await freePort(), await freePort()]
  const config = join(dir, 'haproxy.cfg')
  writeFileSync(
    config,
    `global
  maxconn 1000
defaults
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 5s
  timeout tunnel 1h
frontend sockets
  bind 127.0.0.1:${port}
  maxconn 500
  default_backend websocket
backend websocket
  server ws-1 ${backend}
frontend metrics
  bind 127.0.0.1:${metrics}
  http-request use-service prometheus-exporter if { path /metrics }
`,
  )
  const haproxy = await startProgram(path, ['-W', '-db', '-f', config], {
    ready: /Loading success|New worker/,
  })
  const clients = await connectSockets(`ws://127.0.0.1:${port}`)
  return {
    target: `127.0.0.1:${metrics}`,
    async stop() {
      clients.stop()
      await haproxy.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** A real nginx in front of `backend`, its real exporter, and clients through it. */
export async function startNginx(
  path: string,
  exporterPath: string,
  backend: string,
): Promise<RunningServer> {
  const dir = temporary('nginx')
  mkdirSync(join(dir, 'tmp'))
  const [port, stub, metrics] = [await freePort(), await freePort(), await freePort()]
  const config = join(dir, 'nginx.conf')
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(name => `${name}_temp_path ${dir}/tmp/${name};`)
    .join(' ')
  writeFileSync(
    config,
    `daemon off; pid ${dir}/nginx.pid; error_log stderr notice; worker_processes 1;
events { worker_connections 256; }
http {
  access_log off; ${paths}
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://${backend}; proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
    }
  }
  server { listen 127.0.0.1:${stub}; location = /stub_status { stub_status; } }
}
`,
  )
  const nginx = await startProgram(path, ['-c', config, '-p', dir], { ready: /start worker process / })
  const exporter = await startProgram(
    exporterPath,
    [`-nginx.scrape-uri=http://127.0.0.1:${stub}/stub_status`, `-web.listen-address=127.0.0.1:${metrics}`],
    { ready: /successfully started/ },
  )
  const clients = await connectSockets(`ws://127.0.0.1:${port}`)
  return {
    target: `127.0.0.1:${metrics}`,
    async stop() {
      clients.stop()
      await exporter.stop()
      await nginx.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
