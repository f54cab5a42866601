import { generate, type Packet, parser } from 'mqtt-packet'
import { WebSocket } from 'ws'

/** The WebSocket subprotocol of MQTT (OASIS MQTT 3.1.1, section 6). */
export const MQTT_SUBPROTOCOL = 'mqtt'

/** Hands on the packets that arrive over a socket. A peer that sends anything else is cut off. */
export function onPackets(socket: WebSocket, listener: (packet: Packet) => void): void {
  const packets = parser({ protocolVersion: 4 })
  packets.on('packet', listener)
  packets.on('error', () => socket.terminate())
  socket.on('message', data => {
    if (Buffer.isBuffer(data)) packets.parse(data)
  })
}

export function sendPacket(socket: WebSocket, packet: Packet): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(generate(packet))
}
