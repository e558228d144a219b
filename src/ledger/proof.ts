/** Whether a client's key is known to work, and the one request that may show it. */
export interface Proof {
  isProven: boolean;
  /** The request that may prove it, while it is under way. */
  underWay: { readonly number: string; readonly owner: object } | undefined;
}

export function newProof(): Proof {
  return { isProven: false, underWay: undefined };
}
