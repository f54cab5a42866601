import type { OutboundFailure } from '../outbound/outbound-error.ts'

/** One sentence about an Alertmanager that could not be told. */
export function alertmanagerSentence(
  name: string,
  problem: OutboundFailure | { kind: 'status'; status: number } | { kind: 'secret'; detail: string },
): string {
  return `Alertmanager at ${name} ${clause(problem)}.`.slice(0, 400)
}

function clause(problem: Parameters<typeof alertmanagerSentence>[1]): string {
  switch (problem.kind) {
    case 'no-address':
      return `has a host name that does not resolve (${problem.host}); check alertmanager.url`
    case 'forbidden-address':
      return `resolves to ${problem.address}, which is not called: ${problem.why}`
    case 'unreachable':
      return problem.code === 'ECONNREFUSED'
        ? 'refuses connections; start it, or correct alertmanager.url'
        : `cannot be reached (${problem.code}); check the network between this server and it`
    case 'tls':
      return `has a certificate that is not trusted (${problem.code}); set alertmanager.caFile to its CA`
    case 'deadline':
      return `did not answer within ${problem.deadlineMs / 1000} s; look at its load`
    case 'too-large':
      return 'answered with more than it should; check that alertmanager.url is its base address'
    case 'redirect':
      return 'redirects; put the final address into alertmanager.url'
    case 'secret':
      return `is not told: ${problem.detail.replace(/\.$/, '')}`
    case 'status':
      return problem.status === 401 || problem.status === 403
        ? `does not accept our credentials (${problem.status}); check bearerTokenFile or basicAuth`
        : `did not take our alert (${problem.status}); it is told again shortly`
  }
}
