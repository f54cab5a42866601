/**
 * Every metric that an agent exports. The agent writes its names and help from this list; alert rules and the PromQL of our
 * own profile are checked against it. Names of the first block are the field's (facts.md, "Metric names").
 */
export type Metric = {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  labels: readonly string[]
  buckets?: readonly number[]
}

export const METRICS = {
  connectionsCurrent: {
    name: 'websocket_connections_current',
    type: 'gauge',
    help: 'Sessions open now.',
    labels: ['worker'],
  },
  connectionsTotal: {
    name: 'websocket_connections_total',
    type: 'counter',
    help: 'Attempts decided since start, by outcome (accepted, rejected).',
    labels: ['worker', 'status'],
  },
  connectionsRejected: {
    name: 'websocket_connections_rejected_total',
    type: 'counter',
    help: 'Attempts refused since start, by reason.',
    labels: ['reason'],
  },
  connectionDuration: {
    name: 'websocket_connection_duration_seconds',
    type: 'histogram',
    help: 'How long sessions lasted.',
    labels: [],
    buckets: [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600],
  },
  openSockets: {
    name: 'iot_open_sockets_total',
    type: 'gauge',
    help: 'Sockets open now (MQTT fleets).',
    labels: [],
  },
  zombieSockets: {
    name: 'iot_zombie_sockets_total',
    type: 'gauge',
    help: 'Sockets open whose peer no longer answers (MQTT fleets).',
    labels: [],
  },
  attempts: {
    name: 'stormdeck_attempts_total',
    type: 'counter',
    help: 'Session attempts on any transport, before limits and authentication, by class.',
    labels: ['class'],
  },
  attemptsPeak: {
    name: 'stormdeck_attempts_peak_per_second',
    type: 'gauge',
    help: 'Most attempts in any one second of the last 5 minutes.',
    labels: [],
  },
  attemptsPeakAt: {
    name: 'stormdeck_attempts_peak_timestamp_seconds',
    type: 'gauge',
    help: 'When that second ended.',
    labels: [],
  },
  attemptsPeak5s: {
    name: 'stormdeck_attempts_peak_per_5s',
    type: 'gauge',
    help: 'Most attempts in any 5 seconds of the last 5 minutes.',
    labels: [],
  },
  lastBurstAt: {
    name: 'stormdeck_last_burst_timestamp_seconds',
    type: 'gauge',
    help: 'When an attempt last completed a burst; absent while none has.',
    labels: [],
  },
  attemptsLowerBound: {
    name: 'stormdeck_attempts_lower_bound',
    type: 'gauge',
    help: '1 while attempts may be hidden from the agent.',
    labels: [],
  },
  wouldReject: {
    name: 'stormdeck_would_reject_total',
    type: 'counter',
    help: 'Refusals that would have happened with limits enforced, by reason.',
    labels: ['reason'],
  },
  closed: {
    name: 'stormdeck_sessions_closed_total',
    type: 'counter',
    help: 'Sessions ended since start, by reason.',
    labels: ['reason'],
  },
  connectionLimit: {
    name: 'stormdeck_connections_limit',
    type: 'gauge',
    help: 'Connections at which the node is full.',
    labels: [],
  },
  zombies: {
    name: 'stormdeck_zombies',
    type: 'gauge',
    help: 'Connections whose ping is unanswered past half its deadline.',
    labels: [],
  },
  unfinishedHandshakes: {
    name: 'stormdeck_unfinished_handshakes',
    type: 'gauge',
    help: 'Sockets connected that have not finished their handshake.',
    labels: [],
  },
  memoryPerConnection: {
    name: 'stormdeck_memory_per_connection_bytes',
    type: 'gauge',
    help: '(value - base) / connections by method (rss near the 10 min peak, else live heap); absent where both mislead.',
    labels: ['method'],
  },
  residentMemory: {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory of the server process.',
    labels: [],
  },
  openDescriptors: { name: 'process_open_fds', type: 'gauge', help: 'Open file descriptors.', labels: [] },
  maxDescriptors: {
    name: 'process_max_fds',
    type: 'gauge',
    help: 'Limit of open file descriptors.',
    labels: [],
  },
  socketStates: {
    name: 'stormdeck_sockets',
    type: 'gauge',
    help: 'TCP sockets of the served ports, by state.',
    labels: ['state'],
  },
  acceptQueue: {
    name: 'stormdeck_accept_queue',
    type: 'gauge',
    help: 'Connections completed by the kernel and not accepted yet.',
    labels: [],
  },
  heartbeatLatency: {
    name: 'stormdeck_heartbeat_latency_seconds',
    type: 'gauge',
    help: 'Ping to pong over the last minute, by quantile.',
    labels: ['quantile'],
  },
  sendBuffer: {
    name: 'stormdeck_send_buffer_bytes',
    type: 'gauge',
    help: 'Bytes buffered for clients that read slowly, by statistic (total, p95, max).',
    labels: ['statistic'],
  },
  messages: {
    name: 'stormdeck_messages_total',
    type: 'counter',
    help: 'Application messages since start, by direction (in, out).',
    labels: ['direction'],
  },
  bytes: {
    name: 'stormdeck_bytes_total',
    type: 'counter',
    help: 'Payload bytes since start, by direction (in, out).',
    labels: ['direction'],
  },
  auth: {
    name: 'stormdeck_auth_total',
    type: 'counter',
    help: 'Authentications since start, by outcome (full, cached, failed).',
    labels: ['outcome'],
  },
  loopLag: {
    name: 'stormdeck_loop_lag_seconds',
    type: 'gauge',
    help: 'Event loop lag, 99th percentile of the last 10 s.',
    labels: [],
  },
  tierEffective: {
    name: 'stormdeck_tier_effective',
    type: 'gauge',
    help: 'Tier of new sessions, 1 to 5.',
    labels: [],
  },
  tierOrdered: {
    name: 'stormdeck_tier_ordered',
    type: 'gauge',
    help: 'Tier ordered by leases, 1 to 5.',
    labels: [],
  },
  tierRevision: {
    name: 'stormdeck_tier_revision',
    type: 'gauge',
    help: 'Revision of the lease set in force.',
    labels: [],
  },
  tierRefused: {
    name: 'stormdeck_tier_refused_total',
    type: 'counter',
    help: 'Lease sets refused since start, by reason.',
    labels: ['reason'],
  },
  hints: {
    name: 'stormdeck_hints_total',
    type: 'counter',
    help: 'Hints given since start to clients that were refused blind. They are no attempts.',
    labels: [],
  },
  agentErrors: {
    name: 'stormdeck_agent_errors_total',
    type: 'counter',
    help: 'Errors the agent kept from its host since start.',
    labels: [],
  },
} as const satisfies Record<string, Metric>

export type MetricKey = keyof typeof METRICS
