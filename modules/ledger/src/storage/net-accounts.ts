/** What postings add to system accounts, netted per account and UTC day, in account order. */
import type { PostingRecord } from '../domain/book.ts';

export interface AccountNet {
  readonly account: number;
  /** `2026-03-10`. */
  readonly day: string;
  readonly net: bigint;
}

const DAY_MS = 86_400_000;

export function netsOf(records: readonly PostingRecord[]): readonly AccountNet[] {
  const nets = new Map<string, { account: number; day: number; net: bigint }>();
  const add = (account: number, postedAt: number, amount: bigint): void => {
    const day = Math.floor(postedAt / DAY_MS);
    const key = `${account}/${day}`;
    const entry = nets.get(key);
    if (entry === undefined) nets.set(key, { account, day, net: amount });
    else entry.net += amount;
  };
  for (const { account, counter, dSystem, dCounter, postedAt } of records) {
    if (account !== null && dSystem !== 0n) add(account.id, postedAt, dSystem);
    if (counter !== null && dCounter !== 0n) add(counter.id, postedAt, dCounter);
  }
  return [...nets.values()]
    .sort((a, b) => a.account - b.account || a.day - b.day)
    .map(({ account, day, net }) => ({
      account,
      day: new Date(day * DAY_MS).toISOString().slice(0, 10),
      net,
    }));
}
