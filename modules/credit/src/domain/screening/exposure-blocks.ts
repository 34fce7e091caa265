/**
 * What leaves nothing of a firm's limit, whatever the score: a blacklist entry, or a knock-out rule. It is what a screening
 * would turn every deal down for, told beside the limit, so that a number never promises what no answer would give.
 */
import type { Standing } from '../assessment/standing.ts';
import { CURRENT_KNOCK_OUT, knockOuts } from './knock-out.ts';

export interface ExposureBlock {
  readonly code: 'BLACKLISTED' | 'BLACKLISTED_FINAL' | 'KNOCKED_OUT';
  /** The reason code of the entry, or the knock-out rule that holds. */
  readonly detail: string;
  readonly entryId?: string | undefined;
  /** Companies it binds; everybody when empty. */
  readonly companies: readonly string[];
  /** Companies for which two people lifted it for a time. */
  readonly liftedFor: readonly string[];
}

export interface BlacklistEntry {
  readonly id: string;
  readonly reasonCode: string;
  readonly overridable: boolean;
  readonly scope: readonly string[];
  readonly liftedFor: readonly string[];
}

/** In the order in which a screening's answers win: final entries, knock-outs, other entries. */
export function blocksOf(
  entries: readonly BlacklistEntry[],
  standing: Standing | undefined,
): ExposureBlock[] {
  const listed = (overridable: boolean): ExposureBlock[] =>
    entries
      .filter((entry) => entry.overridable === overridable)
      .map(({ id, reasonCode, scope, liftedFor }) => ({
        code: overridable ? 'BLACKLISTED' : 'BLACKLISTED_FINAL',
        detail: reasonCode,
        entryId: id,
        companies: scope,
        liftedFor: overridable ? liftedFor : [],
      }));
  const knocked = standing === undefined ? [] : knockOuts(standing, CURRENT_KNOCK_OUT);
  return [
    ...listed(false),
    ...knocked.map(
      (detail): ExposureBlock => ({
        code: 'KNOCKED_OUT',
        detail,
        companies: [],
        liftedFor: [],
      }),
    ),
    ...listed(true),
  ];
}

/** Whether a block leaves the company nothing. What binds some companies only does not bind the group's own desk. */
export const binds = ({ companies, liftedFor }: ExposureBlock, company: string): boolean =>
  (companies.length === 0 || companies.includes(company)) && !liftedFor.includes(company);
