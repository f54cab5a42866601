import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { NodeLink } from './node-link.ts'
import { believable } from './plan-go-above.ts'
import { PENDING } from './plan-takeover.ts'

/** Why a node that obeys another control plane does not do what is ordered here, in words that follow its name. */
export function foreignBecause(
  book: TierBook,
  node: { id: string },
  link: NodeLink | undefined,
  clock: IssuerClock,
): string {
  if (link !== undefined && link.says !== null && !believable(book, link.says, clock))
    return 'reports an epoch or revision that no control plane can have given out'
  if (link?.outbidsUs) return 'obeys another control plane, which begins a newer epoch again and again'
  return book.takeover[node.id] === PENDING ? 'is being taken over' : 'obeys another control plane'
}
