/**
 * What must not be done by whoever finds a phone on a table: ending a membership, taking everything out, changing who may
 * do what. For these the caller has proved within the last ten minutes who is there: by signing in, or by proving it
 * again (a code to the verified telephone, the password).
 */
export const PROOF_LASTS_MS = 10 * 60_000;

export function isFreshlyProved(provedAt: Date | undefined, now: Date): boolean {
  return provedAt !== undefined && now.getTime() - provedAt.getTime() <= PROOF_LASTS_MS;
}
