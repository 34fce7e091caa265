/** Data quality of each subsidiary: rules, report, the members behind a figure. A subsidiary's system sees its own. */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import {
  FIRST_RULE,
  fieldsTold,
  QUALITY_FIELDS,
  type QualityParts,
  type QualityRule,
  qualityScore,
  SUSPICIONS,
  suspicionsOf,
} from '../../domain/data-quality.ts';
import type { ToldProfile } from '../../domain/survivorship.ts';
import { unsealText } from '../../protection/sealing.ts';
import {
  addRule,
  knownOf,
  markCounted,
  membersWith,
  qualityCounts,
  recordKnown,
  ruleOf,
  sourcesKnown,
  uncounted,
} from '../../storage/data-quality.ts';
import { recordsOf } from '../../storage/facts.ts';
import { clustersOf, membersById } from '../../storage/members.ts';
import { actorOf, dataKeysOf, type IdentityContext, places } from '../identity-context.ts';
import { visibleMembers } from '../members/find-members.ts';
import { isOperator } from '../members/own-members.ts';

export interface QualityReport {
  readonly source: string;
  readonly rule: QualityRule;
  readonly members: number;
  /** Shares from 0 to 1. */
  readonly parts: QualityParts;
  readonly score: number;
  readonly fields: readonly {
    readonly field: string;
    readonly present: number;
    readonly share: number;
  }[];
  /** What is wrong with how many members, the most first. */
  readonly problems: readonly { readonly problem: string; readonly members: number }[];
  readonly asOf: Date;
}

function seesAll(caller: Principal): boolean {
  return isOperator(caller) || (caller.kind === 'staff' && caller.roles.includes('auditor'));
}

function maySee(caller: Principal, source: string): boolean {
  return seesAll(caller) || (caller.kind === 'system' && caller.subsidiary === source);
}

export async function qualityReports(
  { kit }: IdentityContext,
  caller: Principal,
  { source }: { readonly source?: string | undefined },
): Promise<readonly QualityReport[]> {
  const db = kit.db.sql();
  const now = kit.clock.now();
  const sources = source === undefined ? await sourcesKnown(db) : [source];
  const reports = [];
  for (const one of sources.filter((name) => maySee(caller, name))) {
    const rule = (await ruleOf(db, one)) ?? FIRST_RULE;
    const counts = await qualityCounts(db, one, rule, now);
    const { members } = counts;
    const share = (count: number): number => (members === 0 ? 1 : count / members);
    const fields = rule.required.map((field) => {
      const present = counts.present[field] ?? 0;
      return { field, present, share: share(present) };
    });
    const parts = {
      completeness: fields.reduce((sum, field) => sum + field.share, 0) / fields.length,
      validity: share(members - counts.suspicious),
      uniqueness: share(members - counts.duplicated),
      timeliness: share(counts.fresh),
    };
    const problems = [
      ...fields.map(({ field, present }) => ({
        problem: `MISSING_${field}`,
        members: members - present,
      })),
      { problem: 'DUPLICATE', members: counts.duplicated },
      { problem: 'STALE', members: members - counts.fresh },
      ...SUSPICIONS.map((problem) => ({ problem, members: counts.suspicions[problem] ?? 0 })),
    ];
    reports.push({
      source: one,
      rule,
      members,
      parts,
      score: qualityScore(parts, rule.weights),
      fields,
      problems: problems.filter((one) => one.members > 0).sort((a, b) => b.members - a.members),
      asOf: now,
    });
  }
  return reports;
}

/** Ids of the members behind a figure of the report. */
export async function qualityProblems(
  { kit }: IdentityContext,
  caller: Principal,
  page: {
    readonly source: string;
    readonly problem: string;
    readonly limit: number;
    readonly after?: string | undefined;
  },
): Promise<readonly string[]> {
  if (!maySee(caller, page.source)) return [];
  const db = kit.db.sql();
  const rule = (await ruleOf(db, page.source)) ?? FIRST_RULE;
  const after = isId('mem', page.after) ? toUuid('mem', page.after) : undefined;
  const ids = await membersWith(db, page.source, page.problem, rule, {
    now: kit.clock.now(),
    limit: page.limit,
    after,
  });
  return ids.map((id) => fromUuid('mem', id));
}

export interface MemberQuality {
  readonly source: string;
  readonly missing: readonly string[];
  readonly suspicions: readonly string[];
  readonly toldAt: Date;
  readonly stale: boolean;
}

export async function memberQuality(
  context: IdentityContext,
  caller: Principal,
  memberId: string,
): Promise<readonly MemberQuality[]> {
  const [row] = seesAll(caller) ? await visibleMembers(context, caller, [memberId]) : [];
  if (row === undefined) return [];
  const db = context.kit.db.sql();
  const now = context.kit.clock.now().getTime();
  const known = (await knownOf(db, row.survivor_id)).filter(({ source }) => source !== 'group');
  return Promise.all(
    known.map(async ({ source, fields, suspect, told_at }) => {
      const rule = (await ruleOf(db, source)) ?? FIRST_RULE;
      return {
        source,
        missing: rule.required.filter((field) => !fields.includes(field)),
        suspicions: suspect,
        toldAt: told_at,
        stale: now - told_at.getTime() > rule.freshDays * 86_400_000,
      };
    }),
  );
}

export async function setQualityRule(
  { kit }: IdentityContext,
  caller: Principal,
  {
    idempotencyKey,
    source,
    ...rule
  }: QualityRule & { readonly idempotencyKey: string; readonly source: string },
): Promise<Outcome<{ readonly source: string }>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const unknown = rule.required.find((field) => !QUALITY_FIELDS.includes(field));
  if (unknown !== undefined)
    return refuse('VALIDATION', 'IMPORT_FIELD_UNKNOWN', { field: unknown }, ['required']);
  const sum = Object.values(rule.weights).reduce((total, part) => total + part, 0);
  if (sum !== 100)
    return refuse('VALIDATION', 'QUALITY_WEIGHTS_SUM', { sum: String(sum) }, ['weights']);
  const key = { caller, operation: 'set-quality-rule', idempotencyKey, input: { source, rule } };
  return runCommand(kit, key, async ({ tx, now }) => {
    await addRule(tx.getKysely<unknown>(), {
      ...rule,
      id: newUuid(now),
      source,
      setBy: actorOf(caller),
      setAt: now,
    });
    return accept({ source });
  });
}

/** By schedule: profile fields of what was told before they were kept, read once. */
export async function countOldRecords(context: IdentityContext): Promise<void> {
  const { kit } = context;
  for (;;) {
    const done = await kit.db.transaction(async (tx) => {
      const db = tx.getKysely<unknown>();
      const waiting = await uncounted(db, 500);
      const ids = [...new Set(waiting.map(({ member_id }) => member_id))];
      const members = await membersById(db, ids);
      const roots = [...new Set(members.map(({ survivor_id }) => survivor_id))];
      const dataKeys = await dataKeysOf(context, db, await clustersOf(db, roots));
      const told = (await recordsOf(db, roots)).flatMap(
        ({ id, member_id, source, sealed, last_observed_at }) => {
          const key = dataKeys.get(member_id);
          if (key === undefined || !ids.includes(member_id)) return [];
          const profile = JSON.parse(unsealText(key, places.record(id), sealed)) as ToldProfile;
          return [
            {
              memberId: member_id,
              source,
              fields: fieldsTold(profile, []),
              suspect: suspicionsOf(profile, kit.clock.now()),
              toldAt: last_observed_at,
            },
          ];
        },
      );
      await recordKnown(db, told);
      await markCounted(db, ids);
      return waiting.length;
    });
    if (done === 0) return;
  }
}
