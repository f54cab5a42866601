import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  CONTROL_PATHS,
  type LeaseSet,
  type SignedLeaseSet,
  signingInput,
  type Tier,
} from '@stormdeck/protocol'
import type { TrustedKey } from '../fleet/server-process.ts'
import type { ControlAnswer, ControlLink } from './control-link.ts'

/** Gives signed orders to the lab's own fleets, as a dashboard would, with a key that lives as long as the run. */
export class LabIssuer {
  readonly #key: KeyObject
  readonly #keyId = 'lab'
  readonly #issuer = `lab-${randomBytes(8).toString('hex')}`
  readonly trust: TrustedKey[]
  #revision = 0

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    this.#key = privateKey
    this.trust = [{ keyId: this.#keyId, publicKey: publicKey.export({ format: 'jwk' }).x ?? '' }]
  }

  /** Orders a tier on one node for a time. */
  order(link: ControlLink, node: string, tier: Tier, forMs: number, reason: string): Promise<ControlAnswer> {
    const revision = ++this.#revision
    return link.call(
      'PUT',
      CONTROL_PATHS.tier,
      this.#signed({
        format: 'stormdeck.lease-set.v1',
        issuer: this.#issuer,
        epoch: 1,
        audience: node,
        revision,
        issuedAt: Date.now(),
        takeover: false,
        auditHead: null,
        leases: [
          {
            id: `lab-${revision}`,
            tier,
            scope: { kind: 'node', name: node },
            origin: 'person',
            by: 'lab',
            reason,
            startedAt: Date.now(),
            remainingMs: forMs,
            drainPerSecond: null,
          },
        ],
      }),
    )
  }

  #signed(set: LeaseSet): SignedLeaseSet {
    const payload = Buffer.from(JSON.stringify(set), 'utf8').toString('base64url')
    const signature = sign(null, Buffer.from(signingInput(payload), 'utf8'), this.#key).toString('base64url')
    return { format: 'stormdeck.signed.v1', keyId: this.#keyId, payload, signature }
  }
}
