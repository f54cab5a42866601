import { type Profile, profileSchema } from './profile.ts'
import aspnetcore from './profiles/aspnetcore.json' with { type: 'json' }
import caddy from './profiles/caddy.json' with { type: 'json' }
import centrifugo from './profiles/centrifugo.json' with { type: 'json' }
import emqx from './profiles/emqx.json' with { type: 'json' }
import envoy from './profiles/envoy.json' with { type: 'json' }
import haproxy from './profiles/haproxy.json' with { type: 'json' }
import hocuspocus from './profiles/hocuspocus.json' with { type: 'json' }
import mercure from './profiles/mercure.json' with { type: 'json' }
import mosquitto from './profiles/mosquitto.json' with { type: 'json' }
import nats from './profiles/nats.json' with { type: 'json' }
import netdata from './profiles/netdata.json' with { type: 'json' }
import nginx from './profiles/nginx.json' with { type: 'json' }
import nginxVts from './profiles/nginx-vts.json' with { type: 'json' }
import nodeExporter from './profiles/node-exporter.json' with { type: 'json' }
import nodeIotSockets from './profiles/node-iot-sockets.json' with { type: 'json' }
import nodeWebsocket from './profiles/node-websocket.json' with { type: 'json' }
import nodejsPromClient from './profiles/nodejs-prom-client.json' with { type: 'json' }
import phoenixPromex from './profiles/phoenix-promex.json' with { type: 'json' }
import rabbitmq from './profiles/rabbitmq.json' with { type: 'json' }
import socketio from './profiles/socketio.json' with { type: 'json' }
import soketi from './profiles/soketi.json' with { type: 'json' }
import stormdeckAgent from './profiles/stormdeck-agent.json' with { type: 'json' }
import traefik from './profiles/traefik.json' with { type: 'json' }
import vernemq from './profiles/vernemq.json' with { type: 'json' }

/**
 * The servers we know, the more specific first: an instance is what the first profile that detects it says. Our own
 * agent also exports the conventional names, Mercure is a Caddy, Socket.IO runs in Node.
 */
const files: readonly unknown[] = [
  stormdeckAgent,
  socketio,
  centrifugo,
  soketi,
  emqx,
  rabbitmq,
  nats,
  vernemq,
  mosquitto,
  mercure,
  phoenixPromex,
  aspnetcore,
  hocuspocus,
  haproxy,
  envoy,
  nginxVts,
  nginx,
  traefik,
  caddy,
  nodeWebsocket,
  nodeIotSockets,
  nodeExporter,
  netdata,
  nodejsPromClient,
]

let parsed: readonly Profile[] | null = null

/** Every profile that ships with Stormdeck, checked against the one schema on first use. */
export function builtInProfiles(): readonly Profile[] {
  parsed ??= files.map(file => profileSchema.parse(file))
  return parsed
}
