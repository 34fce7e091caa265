/** What every use case of this module is given: the kit and the keys of personal data. */
import type { ModuleKit } from '@guildhall/shared/module';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import type { CodeChannel } from '../channels/code-channel.ts';
import type { KeyRing } from '../protection/key-ring.ts';
import type { Db } from '../storage/identities.ts';
import type { MemberRow } from '../storage/members.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { RevocationList } from '../tokens/revocation-list.ts';
import type { SigningKeys } from '../tokens/signing-keys.ts';

export interface IdentityContext {
  readonly kit: ModuleKit;
  readonly keys: KeyRing;
  readonly signingKeys: SigningKeys;
  readonly tokens: AccessTokens;
  readonly revocations: RevocationList;
  readonly codeChannel: CodeChannel;
}

/** Source of what the group itself learns: at login, from an operator. */
export const GROUP = 'group';

/** Who a caller speaks for when it tells something. */
export function sourceOf(caller: Principal): string {
  return caller.kind === 'module' ? caller.name : (subsidiaryOf(caller) ?? GROUP);
}

/** Names a caller in records that are kept: ids only. */
export function actorOf(caller: Principal): string {
  switch (caller.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'system':
      return `system:${caller.clientId}`;
    case 'member':
      return `member:${caller.memberId}`;
    case 'staff':
      return `person:${caller.personId}`;
    case 'module':
      return `module:${caller.name}`;
  }
}

/** Stands for an input in idempotency records: a keyed digest, because a plain hash of a phone can be guessed. */
export function inputDigest({ keys }: IdentityContext, input: unknown): string {
  return keys.digest('input', canonicalJson(input)).toString('hex');
}

/** The data keys of members, by their id; an erased member has none. */
export async function dataKeysOf(
  { keys }: IdentityContext,
  db: Db,
  members: readonly Pick<MemberRow, 'id' | 'master_key' | 'wrapped_key'>[],
): Promise<ReadonlyMap<string, Buffer>> {
  const kept = members.flatMap(({ id, master_key, wrapped_key }) =>
    wrapped_key === null ? [] : [{ id, masterKey: master_key, wrapped: wrapped_key }],
  );
  await keys.learn(
    db,
    kept.map(({ masterKey }) => masterKey),
  );
  return new Map(kept.map(({ id, ...stored }) => [id, keys.unwrap(`member:${id}`, stored)]));
}

/** Names of the places where values are sealed; see `protection/sealing.ts`. */
export const places = {
  identity: (id: string) => `identity:${id}`,
  contested: (id: string) => `contested_identity:${id}`,
  record: (id: string) => `source_record:${id}`,
  profile: (memberId: string) => `member_profile:${memberId}`,
  personName: (personId: string) => `person:${personId}`,
  login: (accountId: string) => `account_login:${accountId}`,
  importPiece: (importId: string, no: number) => `customer_import_piece:${importId}:${no}`,
  codePhone: (codeId: string) => `login_code:${codeId}`,
} as const;
