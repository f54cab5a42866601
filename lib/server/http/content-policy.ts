/**
 * The Content-Security-Policy of a page. Scripts run by the nonce of this answer, and what those load; everything else
 * comes from this server alone. Styles may be inline: charts and rows are placed by style attributes.
 * @param nonce base64, new for every answer
 * @param ancestors source list of `frame-ancestors`
 */
export function contentPolicy(nonce: string, ancestors: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors ${ancestors}`,
  ].join('; ')
}
