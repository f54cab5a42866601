import { type NextRequest, NextResponse } from 'next/server'
import { contentPolicy } from './lib/server/http/content-policy.ts'
import { frameAncestors } from './lib/server/http/frame-ancestors.ts'

/**
 * Says what a page may load and who may put it into a frame: nobody, but for the embeddable panels, which carry no switch.
 * Never decides who may do what; every handler does that for itself.
 */
export function proxy(request: NextRequest) {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  const embeddable = request.nextUrl.pathname.startsWith('/embed/')
  const policy = contentPolicy(nonce, embeddable ? frameAncestors() : "'none'")
  // The framework reads the nonce from the policy of the request, the layout from a header of its own.
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  headers.set('x-nonce', nonce)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

export const config = { matcher: '/((?!_next/|api/).*)' }
