/** The host of an `instance` or URL host: without port, IPv6 without brackets. */
export function hostOf(instance: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(instance)
  if (bracketed?.[1]) return bracketed[1]
  return /^[^:]+:\d+$/.test(instance) ? instance.replace(/:\d+$/, '') : instance
}
