/**
 * Numbers in [0, 1) that look random and come again with the same seed: a counter whose bits are mixed, since a linear
 * generator, drawn from in turn by many clients, can put too many of them into one second.
 */
export function dice(seed: number): () => number {
  let count = seed >>> 0
  return () => {
    count = (count + 0x9e37_79b9) >>> 0
    let mixed = count
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}
