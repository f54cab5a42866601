/** Id of the server profile of our own agent, for one that is known from Prometheus. */
export const AGENT_PROFILE = 'stormdeck-agent'
