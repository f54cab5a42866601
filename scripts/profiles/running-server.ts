/** A real server with clients on it, for a test: what Prometheus scrapes, and how to end it. */
export type RunningServer = {
  /** `host:port` of its metrics, path `/metrics`. */
  target: string
  stop: () => Promise<void>
}

/** Clients connected to the server of each test … */
export const CLIENTS = 12
/** … of which some leave and return all the time, so that rates are not zero. */
export const CHURN_EVERY_MS = 100
