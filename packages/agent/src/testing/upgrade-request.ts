/** A whole WebSocket handshake as a client writes it, for connections that do more or less than a client would. */
export const upgradeRequest = (path = '/', headers: readonly string[] = []) =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: test',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
    '\r\n',
  ].join('\r\n')
