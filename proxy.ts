import { type NextRequest, NextResponse } from 'next/server'
import { frameAncestors } from './lib/server/frame-ancestors.ts'

/**
 * Says who may put a page into a frame: nobody, but for the embeddable panels, which carry no switch. Never decides who
 * may do what; every handler does that for itself.
 */
export function proxy(request: NextRequest) {
  const response = NextResponse.next()
  const embeddable = request.nextUrl.pathname.startsWith('/embed/')
  const ancestors = embeddable ? frameAncestors() : "'none'"
  response.headers.set(
    'content-security-policy',
    `frame-ancestors ${ancestors}; object-src 'none'; base-uri 'self'; form-action 'self'`,
  )
  return response
}

export const config = { matcher: '/((?!_next/|api/).*)' }
