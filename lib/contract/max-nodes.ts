/** Nodes that one dashboard reads, judges and shows at most. */
export const MAX_NODES = 2_000
