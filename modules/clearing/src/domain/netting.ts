/**
 * Multilateral netting: the payments that settle what N companies owe each other, as few as can be.
 *
 * Companies whose nets sum to zero settle among themselves with one payment fewer than they are, so the fewest
 * payments follow from the most such groups: payments = companies with a net - groups. Finding them is a set-packing
 * problem (NP-hard; Verhoeff 2004, "Settling Multiple Debts Efficiently"); a table over subsets solves it exactly up
 * to `EXACT_LIMIT` companies in milliseconds. Beyond that, pairs that cancel exactly are taken first and the largest
 * debtor then pays the largest creditor: never more than one payment fewer than there are companies.
 *
 * Invariant: each company's net is preserved to the fen; the answer does not depend on the order of the input.
 */
export interface Net {
  readonly company: string;
  /** Minor units; positive is to receive. All nets sum to zero. */
  readonly netMinor: bigint;
}

export interface Payment {
  readonly from: string;
  readonly to: string;
  readonly amountMinor: bigint;
}

export const EXACT_LIMIT = 16;

export function settle(nets: readonly Net[]): Payment[] {
  const open = nets
    .filter(({ netMinor }) => netMinor !== 0n)
    .sort((a, b) => (a.company < b.company ? -1 : a.company > b.company ? 1 : 0));
  if (open.reduce((sum, { netMinor }) => sum + netMinor, 0n) !== 0n) {
    throw new RangeError('The nets do not sum to zero: something is owed to nobody');
  }
  const groups = open.length <= EXACT_LIMIT ? mostGroups(open) : cancellingPairs(open);
  return groups.flatMap(settleGroup);
}

/**
 * The most groups that each sum to zero. `best[set]` is the number of zero-sum prefixes on the best path to that set
 * of companies, adding one company at a time: O(2^N * N).
 */
function mostGroups(open: readonly Net[]): Net[][] {
  const size = 1 << open.length;
  const sums = new Array<bigint>(size).fill(0n);
  const best = new Int8Array(size);
  const last = new Int8Array(size).fill(-1);
  for (let set = 1; set < size; set += 1) {
    const lowest = 31 - Math.clz32(set & -set);
    sums[set] = (sums[set & (set - 1)] ?? 0n) + (open[lowest]?.netMinor ?? 0n);
    for (let member = 0; member < open.length; member += 1) {
      if ((set & (1 << member)) === 0) continue;
      const before = best[set ^ (1 << member)] ?? 0;
      if (last[set] === -1 || before > (best[set] ?? 0)) {
        best[set] = before;
        last[set] = member;
      }
    }
    if (sums[set] === 0n) best[set] = (best[set] ?? 0) + 1;
  }
  const groups: Net[][] = [];
  for (let set = size - 1; set > 0; ) {
    if (sums[set] === 0n) groups.unshift([]);
    const member = last[set] ?? 0;
    const net = open[member];
    if (net !== undefined) groups[0]?.push(net);
    set ^= 1 << member;
  }
  return groups;
}

/** Pairs of equal and opposite nets, then everybody else together. */
function cancellingPairs(open: readonly Net[]): Net[][] {
  const waiting = new Map<bigint, Net[]>();
  const groups: Net[][] = [];
  for (const net of open) {
    const partner = waiting.get(-net.netMinor)?.shift();
    if (partner === undefined)
      waiting.set(net.netMinor, [...(waiting.get(net.netMinor) ?? []), net]);
    else groups.push([partner, net]);
  }
  return [...groups, [...waiting.values()].flat()];
}

/** The largest debtor pays the largest creditor until all are even: at most one payment fewer than companies. */
function settleGroup(group: readonly Net[]): Payment[] {
  const bySize = (a: Net, b: Net) =>
    a.netMinor === b.netMinor ? (a.company < b.company ? -1 : 1) : a.netMinor > b.netMinor ? -1 : 1;
  const creditors = group.filter(({ netMinor }) => netMinor > 0n).sort(bySize);
  const debtors = group
    .filter(({ netMinor }) => netMinor < 0n)
    .map(({ company, netMinor }) => ({ company, netMinor: -netMinor }))
    .sort(bySize);
  const payments: Payment[] = [];
  let [creditor, debtor] = [creditors.shift(), debtors.shift()];
  while (creditor !== undefined && debtor !== undefined) {
    const amountMinor: bigint =
      creditor.netMinor < debtor.netMinor ? creditor.netMinor : debtor.netMinor;
    payments.push({ from: debtor.company, to: creditor.company, amountMinor });
    const dueTo: Net = { ...creditor, netMinor: creditor.netMinor - amountMinor };
    const dueFrom: Net = { ...debtor, netMinor: debtor.netMinor - amountMinor };
    creditor = dueTo.netMinor === 0n ? creditors.shift() : dueTo;
    debtor = dueFrom.netMinor === 0n ? debtors.shift() : dueFrom;
  }
  return payments;
}
