/** What a member agrees to: said by the member itself, or recorded by whom it said it to. The history is kept whole. */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import type { ConsentPurpose } from '../../door.ts';
import {
  type ConsentRow,
  type ConsentState,
  consentHistory,
  consentsOf,
  contestedSources,
  contestSource,
  type PastConsent,
  recordConsents,
} from '../../storage/consents.ts';
import { GROUP, type IdentityContext, sourceOf } from '../identity-context.ts';
import { consentChanged } from '../write-enrolments.ts';
import { visibleMembers } from './find-members.ts';
import { isOperator, isSelf, isSubsidiary, lockSurvivor } from './own-members.ts';

export const CONSENT_CHANNELS = ['SMS', 'EMAIL', 'WECHAT', 'PHONE', 'APP', 'POST'] as const;
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number];

export interface SetConsent {
  readonly idempotencyKey: string;
  readonly memberId: string;
  readonly purpose: ConsentPurpose;
  /** Every channel when left out. */
  readonly channel?: ConsentChannel | undefined;
  /** The subsidiary whose facts or messages it is about; the whole group when left out. */
  readonly subsidiary?: string | undefined;
  readonly granted: boolean;
  /** Version of the text that was shown. */
  readonly wordingVersion: string;
  /** When it was said; now when left out. */
  readonly saidAt?: Date | undefined;
  /** What a subsidiary has to show for a word it records on the member's behalf. */
  readonly evidence?: string | undefined;
}

export interface ConsentView {
  readonly purpose: ConsentPurpose;
  readonly channel: string | null;
  readonly subsidiary: string | null;
  readonly state: ConsentState;
  readonly wordingVersion: string;
  readonly since: Date;
  /** Whom it was said to: `group` when the member said it itself. */
  readonly saidThrough: string;
  /** Said by the member itself, not by somebody on its behalf. */
  readonly confirmed: boolean;
  readonly evidence: string | null;
}

const SHARING: ReadonlySet<ConsentPurpose> = new Set([
  'CROSS_SUBSIDIARY_SHARING',
  'PARTNER_SHARING',
]);

export async function setConsent(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: SetConsent,
): Promise<Outcome<ConsentView>> {
  const key = { caller, operation: 'set-consent', idempotencyKey, input };
  return runCommand(context.kit, key, async ({ tx, now, publish }) => {
    const db = tx.getKysely<unknown>();
    const locked = await lockSurvivor(db, input.memberId);
    if (!locked.ok) return locked;
    const row = locked.value;
    const self = await isSelf(db, caller, row);
    if (!self && !isOperator(caller) && !isSubsidiary(caller))
      return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
    if (row.status !== 'ACTIVE' && row.status !== 'SUSPENDED')
      return refuse('RULE', 'MEMBER_GONE', { status: row.status });
    const saidThrough = self ? GROUP : sourceOf(caller);
    if (
      !self &&
      input.granted &&
      SHARING.has(input.purpose) &&
      (await contestedSources(db, row.id)).includes(saidThrough)
    )
      return refuse('RULE', 'CONSENT_CONTESTED', {}, ['purpose']);
    const saidAt = input.saidAt ?? now;
    if (saidAt > now) return refuse('VALIDATION', 'OBSERVED_IN_FUTURE', {}, ['saidAt']);
    const [channel, subsidiary] = [input.channel ?? '', input.subsidiary ?? ''];
    const before = (await consentsOf(db, [row.id])).find(
      (known) =>
        known.purpose === input.purpose &&
        known.channel === channel &&
        known.subsidiary === subsidiary,
    );
    const taken = before?.state === 'GRANTED' || before?.state === 'REVOKED' ? 'REVOKED' : 'DENIED';
    const word = {
      id: newUuid(now),
      memberId: row.id,
      purpose: input.purpose,
      channel,
      subsidiary,
      state: input.granted ? ('GRANTED' as const) : (taken as ConsentState),
      wordingVersion: input.wordingVersion,
      saidThrough,
      saidAt,
      evidence: self ? undefined : input.evidence,
    };
    const changed = await recordConsents(db, [word], now);
    await publish(...changed.map((consent) => consentChanged(consent, now)));
    const { purpose, state, wordingVersion } = word;
    return accept({
      purpose,
      channel: channel || null,
      subsidiary: subsidiary || null,
      state,
      wordingVersion,
      since: saidAt,
      saidThrough,
      confirmed: saidThrough === GROUP,
      evidence: word.evidence ?? null,
    });
  });
}

export interface ContestConsent {
  readonly idempotencyKey: string;
  readonly purpose: ConsentPurpose;
  readonly channel?: ConsentChannel | undefined;
  readonly subsidiary?: string | undefined;
}

/**
 * By the member itself: "I never said that". The word is revoked at once, and whoever recorded it is no longer believed on
 * sharing until the member itself says otherwise.
 */
export async function contestConsent(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: ContestConsent,
): Promise<Outcome<ConsentView>> {
  if (caller.kind !== 'member') return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'contest-consent', idempotencyKey, input };
  return runCommand(context.kit, key, async ({ tx, now, publish }) => {
    const db = tx.getKysely<unknown>();
    const locked = await lockSurvivor(db, caller.memberId);
    if (!locked.ok) return locked;
    const { id } = locked.value;
    const [channel, subsidiary] = [input.channel ?? '', input.subsidiary ?? ''];
    const known = (await consentsOf(db, [id])).find(
      (word) =>
        word.purpose === input.purpose &&
        word.channel === channel &&
        word.subsidiary === subsidiary,
    );
    if (known === undefined || known.state !== 'GRANTED' || known.said_through === GROUP)
      return refuse('RULE', 'CONSENT_NOT_CONTESTABLE', {}, ['purpose']);
    await contestSource(db, id, known.said_through, now);
    const word = {
      id: newUuid(now),
      memberId: id,
      purpose: input.purpose,
      channel,
      subsidiary,
      state: 'REVOKED' as const,
      wordingVersion: known.wording_version,
      saidThrough: GROUP,
      saidAt: now,
    };
    const changed = await recordConsents(db, [word], now);
    await publish(...changed.map((consent) => consentChanged(consent, now)));
    return accept(
      viewOf({ ...known, state: 'REVOKED', since: now, said_through: GROUP, evidence: null }),
    );
  });
}

/** In the order asked. A subsidiary sees what is said to the whole group and to itself; others see nothing or all. */
export async function readConsents(
  context: IdentityContext,
  caller: Principal,
  memberIds: readonly string[],
): Promise<readonly (readonly ConsentView[])[]> {
  const rows = new Map(
    (await visibleMembers(context, caller, memberIds)).map((row) => [
      fromUuid('mem', row.id) as string,
      row,
    ]),
  );
  const roots = [...new Set([...rows.values()].map(({ survivor_id }) => survivor_id))];
  const consents = Map.groupBy(
    await consentsOf(context.kit.db.sql(), roots),
    ({ root_id }) => root_id,
  );
  const own = isSubsidiary(caller) ? subsidiaryOf(caller) : undefined;
  return memberIds.map((id) =>
    (consents.get(rows.get(id)?.survivor_id ?? '') ?? [])
      .filter(({ subsidiary }) => own === undefined || subsidiary === '' || subsidiary === own)
      .map(viewOf),
  );
}

function viewOf({
  purpose,
  channel,
  subsidiary,
  state,
  wording_version,
  since,
  said_through,
  evidence,
}: ConsentRow): ConsentView {
  return {
    purpose,
    channel: channel || null,
    subsidiary: subsidiary || null,
    state,
    wordingVersion: wording_version,
    since,
    saidThrough: said_through || GROUP,
    confirmed: said_through === '' || said_through === GROUP,
    evidence,
  };
}

/** Every word, newest first: for the member itself, operators and auditors. */
export async function readConsentHistory(
  context: IdentityContext,
  caller: Principal,
  memberId: string,
): Promise<readonly PastConsent[]> {
  if (isSubsidiary(caller) && !isOperator(caller)) return [];
  const [row] = await visibleMembers(context, caller, [memberId]);
  return row === undefined ? [] : consentHistory(context.kit.db.sql(), row.survivor_id);
}
