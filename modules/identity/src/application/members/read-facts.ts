/**
 * Facts about members as a caller may see them: profile and identities. Every source of facts is asked for by the
 * consent door, so refusals and looks are logged; what a source told is left out before the profile is derived, so
 * nothing withheld shines through a fact of somebody else.
 */
import { fromUuid } from '@guildhall/shared/ids';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { IDENTITY_RULES } from '../../domain/identifiers/identity-types.ts';
import {
  deriveProfile,
  type Fact,
  type IdCardOnRecord,
  PROFILE_FIELDS,
  type ProfileField,
  type SourceRecord,
  type ToldProfile,
} from '../../domain/survivorship.ts';
import type { IdentityType } from '../../door.ts';
import { unsealText } from '../../protection/sealing.ts';
import { recordsOf, trustTable } from '../../storage/facts.ts';
import { type IdentityRow, identitiesOf } from '../../storage/identities.ts';
import { clustersOf } from '../../storage/members.ts';
import { dataKeysOf, type IdentityContext, places } from '../identity-context.ts';
import { mayShare } from '../may-share.ts';
import { visibleMembers } from './find-members.ts';

export interface Hidden {
  readonly withheld: 'CONSENT_MISSING' | 'NOT_ALLOWED';
}

/** Fields nobody ever told are absent. */
export type ProfileView = { readonly [F in ProfileField]?: Fact | Hidden };

export interface IdentityView {
  readonly id: string;
  readonly type: IdentityType;
  /** The subsidiary of a customer number. */
  readonly issuer: string | null;
  /** Whole for the member itself and for the subsidiary that told it; masked otherwise. Identity cards are always masked. */
  readonly shown: string;
  readonly masked: boolean;
  readonly verifiedAt: Date | null;
  readonly verifiedBy: string | null;
  readonly source: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

export interface RecordView {
  readonly id: string;
  readonly source: string;
  readonly told: ToldProfile;
  readonly observedAt: Date;
  readonly firstObservedAt: Date;
  readonly receivedAt: Date;
}

export interface FactsView {
  readonly profile: ProfileView;
  /** What each source told, kept as told, newest first. */
  readonly records: readonly RecordView[];
  /** Sources whose records exist but are not shown. */
  readonly withheldRecords: readonly (Hidden & { readonly source: string })[];
  readonly identities: readonly IdentityView[];
  /** Sources whose identities exist but are not shown. */
  readonly withheldSources: readonly (Hidden & { readonly source: string })[];
}

interface Opened {
  readonly records: readonly (SourceRecord & Omit<RecordView, 'id' | 'source' | 'told'>)[];
  readonly identities: readonly { readonly row: IdentityRow; readonly value: string }[];
}

/** In the order asked; null for members the caller may not see. */
export async function readFacts(
  context: IdentityContext,
  caller: Principal,
  memberIds: readonly string[],
): Promise<readonly (FactsView | null)[]> {
  const db = context.kit.db.sql();
  const rows = new Map(
    (await visibleMembers(context, caller, memberIds)).map((row) => [
      fromUuid('mem', row.id) as string,
      row,
    ]),
  );
  const roots = [...new Set([...rows.values()].map(({ survivor_id }) => survivor_id))];
  const [opened, trust] = await Promise.all([openFacts(context, roots), trustTable(db)]);
  const hidden = await hiddenSources(context, caller, opened);
  return memberIds.map((id) => {
    const row = rows.get(id);
    const facts = row === undefined ? undefined : opened.get(row.survivor_id);
    if (row === undefined || facts === undefined) return null;
    return factsView(caller, facts, (source) => hidden.get(`${row.survivor_id} ${source}`), trust);
  });
}

async function openFacts(
  context: IdentityContext,
  roots: readonly string[],
): Promise<ReadonlyMap<string, Opened>> {
  const db = context.kit.db.sql();
  const dataKeys = await dataKeysOf(context, db, await clustersOf(db, roots));
  const [records, identities] = await Promise.all([recordsOf(db, roots), identitiesOf(db, roots)]);
  return new Map(
    roots.map((root) => [
      root,
      {
        records: records.flatMap((row) => {
          const key = dataKeys.get(row.member_id);
          if (row.root_id !== root || key === undefined) return [];
          const told = JSON.parse(
            unsealText(key, places.record(row.id), row.sealed),
          ) as ToldProfile;
          const { id, source, received_at: receivedAt, last_observed_at: observedAt } = row;
          return [{ id, source, told, observedAt, firstObservedAt: row.observed_at, receivedAt }];
        }),
        identities: identities.flatMap((row) => {
          const key = dataKeys.get(row.member_id);
          if (row.root_id !== root || key === undefined) return [];
          return [{ row, value: unsealText(key, places.identity(row.id), row.sealed) }];
        }),
      },
    ]),
  );
}

/** Why a source's facts about a member are not shown, by `root source`. One question to the door for each source. */
async function hiddenSources(
  context: IdentityContext,
  caller: Principal,
  opened: ReadonlyMap<string, Opened>,
): Promise<ReadonlyMap<string, Hidden>> {
  const bySource = new Map<string, Set<string>>();
  for (const [root, { records, identities }] of opened) {
    for (const { source } of [...records, ...identities.map(({ row }) => row)]) {
      const roots = bySource.get(source) ?? new Set<string>();
      bySource.set(source, roots.add(root));
    }
  }
  const hidden = new Map<string, Hidden>();
  for (const [subsidiary, roots] of bySource) {
    const memberIds = [...roots].map((root) => fromUuid('mem', root));
    const answers = await mayShare(context, caller, { memberIds, subsidiary });
    for (const [index, root] of [...roots].entries()) {
      const answer = answers[index] ?? 'NOT_ALLOWED';
      if (answer !== 'ALLOWED') hidden.set(`${root} ${subsidiary}`, { withheld: answer });
    }
  }
  return hidden;
}

function factsView(
  caller: Principal,
  { records, identities }: Opened,
  hidden: (source: string) => Hidden | undefined,
  trust: ReadonlyMap<string, number>,
): FactsView {
  const shown = identities.filter(({ row }) => hidden(row.source) === undefined);
  const cards = (of: Opened['identities']): IdCardOnRecord[] =>
    of.flatMap(({ row: { type, source, verified_at, last_seen_at }, value }) =>
      type === 'ID_CARD'
        ? [{ number: value, source, verified: verified_at !== null, observedAt: last_seen_at }]
        : [],
    );
  const trustOf = (source: string, field: ProfileField): number =>
    trust.get(`${source} ${field}`) ?? 0;
  const seen = deriveProfile(
    records.filter(({ source }) => hidden(source) === undefined),
    cards(shown),
    trustOf,
  );
  const whole = deriveProfile(records, cards(identities), trustOf);
  const fields = PROFILE_FIELDS.flatMap((field): [ProfileField, Fact | Hidden][] => {
    const fact = seen[field];
    if (fact !== undefined) return [[field, fact]];
    const source = whole[field]?.source;
    const why = source === undefined ? undefined : hidden(source);
    return why === undefined ? [] : [[field, why]];
  });
  const withheldOf = (sources: readonly string[]) =>
    [...new Set(sources)].flatMap((source) => {
      const why = hidden(source);
      return why === undefined ? [] : [{ ...why, source }];
    });
  return {
    records: records
      .filter(({ source }) => hidden(source) === undefined)
      .map((record) => ({ ...record, id: fromUuid('rec', record.id) }))
      .reverse(),
    withheldRecords: withheldOf(records.map(({ source }) => source)),
    profile: Object.fromEntries(fields),
    identities: shown.map(({ row, value }) => identityView(caller, row, value)),
    withheldSources: withheldOf(identities.map(({ row }) => row.source)),
  };
}

function identityView(caller: Principal, row: IdentityRow, value: string): IdentityView {
  const own = caller.kind === 'member' || (subsidiaryOf(caller) ?? '') === row.source;
  const masked = !own || row.type === 'ID_CARD';
  return {
    id: fromUuid('idn', row.id),
    type: row.type,
    issuer: row.scope === '' ? null : row.scope,
    shown: masked ? IDENTITY_RULES[row.type].mask(value) : value,
    masked,
    verifiedAt: row.verified_at,
    verifiedBy: row.verified_by,
    source: row.source,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
  };
}
