/** The door of identity: who is this customer, and who may see what about them. Commands are serialisable. */
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal, StaffClass } from '@guildhall/shared/principal';

export const IDENTITY_TYPES = [
  'PHONE',
  'EMAIL',
  'WECHAT_UNIONID',
  /** WeChat gives each app another id of the same person: the value is `<app id>:<openid>`. */
  'WECHAT_OPENID',
  'LICENCE_PLATE',
  'VIN',
  'ID_CARD',
  'DWELLING',
  /** A subsidiary's own customer number; `source` says whose. */
  'CUSTOMER_NUMBER',
] as const;
export type IdentityType = (typeof IDENTITY_TYPES)[number];

export interface IdentityRef {
  readonly type: IdentityType;
  readonly value: string;
  /** The subsidiary whose numbering the value belongs to; required for CUSTOMER_NUMBER. */
  readonly source?: string | undefined;
}

export type MemberStatus = 'ACTIVE' | 'SUSPENDED' | 'MERGED' | 'TERMINATED' | 'ERASED';

/** What other modules need of a member; no personal data beyond the birthday's month and day. */
export interface MemberState {
  readonly memberId: string;
  /** The member itself, or the survivor it was merged into. */
  readonly survivorId: string;
  readonly memberNo: string;
  readonly status: MemberStatus;
  readonly enrolledAt: Date;
  readonly enrolledBy: string;
  /** `MM-DD`, when known. */
  readonly birthday?: string;
  readonly householdId?: string;
  /** Purposes with a GRANTED consent in force. */
  readonly consents: readonly ConsentPurpose[];
}

export const CONSENT_PURPOSES = [
  'SERVICE',
  'MARKETING',
  'PROFILING',
  'CROSS_SUBSIDIARY_SHARING',
  'PARTNER_SHARING',
] as const;
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

export type SharingAnswer = 'ALLOWED' | 'CONSENT_MISSING' | 'NOT_ALLOWED';

export interface EnrollInput {
  readonly idempotencyKey: string;
  readonly identities: readonly (IdentityRef & { readonly verified?: boolean | undefined })[];
  /** What the subsidiary knows about the person, kept as told. */
  readonly profile?: ToldProfileInput | undefined;
  readonly consents?: readonly ToldConsent[] | undefined;
  readonly observedAt?: Date | undefined;
}

export interface ToldProfileInput {
  readonly name?: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly birthday?: string | undefined;
  /** MALE, FEMALE or OTHER. */
  readonly gender?: string | undefined;
  readonly address?: string | undefined;
}

/** Said to the whole group; `setConsent` takes finer words. */
export interface ToldConsent {
  readonly purpose: ConsentPurpose;
  readonly granted: boolean;
  readonly wordingVersion: string;
}

export interface EnrollManyInput {
  readonly idempotencyKey: string;
  /** At most 2,000. */
  readonly people: readonly Omit<EnrollInput, 'idempotencyKey'>[];
}

export interface IdentityDoor {
  /** Finds or makes the member of these identities. The caller's subsidiary becomes the source of what it tells. */
  enroll(
    caller: Principal,
    input: EnrollInput,
  ): Promise<Outcome<{ readonly memberId: string; readonly created: boolean }>>;
  /** The same for a batch, in the order given; a person who is refused does not stop the others. */
  enrollMany(
    caller: Principal,
    input: EnrollManyInput,
  ): Promise<
    Outcome<{
      readonly results: readonly Outcome<{
        readonly memberId: string;
        readonly created: boolean;
      }>[];
    }>
  >;
  /** In the order asked; null where nobody has that identity. A merged member answers as its survivor. */
  resolveMembers(
    caller: Principal,
    input: { readonly identities: readonly IdentityRef[] },
  ): Promise<readonly (string | null)[]>;
  /** In the order asked; null where there is no such member. */
  memberStates(
    caller: Principal,
    input: { readonly memberIds: readonly string[] },
  ): Promise<readonly (MemberState | null)[]>;
  /**
   * May `caller` see facts of `subsidiary` about these members? In the order asked. Members see their own; a
   * subsidiary sees its own customers' facts as its own, another's under a cross-subsidiary consent; operators and
   * auditors see all. Refusals are recorded. Ask once per request and module (a loader), never cache longer.
   */
  mayShare(
    caller: Principal,
    input: { readonly memberIds: readonly string[]; readonly subsidiary: string },
  ): Promise<readonly SharingAnswer[]>;
  /** Staff of any of these roles whose account is open, by name; for the desks, nobody else is answered. At most 200. */
  colleaguesWithRoles(
    caller: Principal,
    input: { readonly roles: readonly StaffClass[] },
  ): Promise<
    readonly {
      readonly personId: string;
      readonly name: string;
      /** Of those asked about. */
      readonly roles: readonly StaffClass[];
    }[]
  >;
  /** The principal that a bearer token proves, or null (expired, revoked, unknown key). */
  verifyAccessToken(
    caller: Principal,
    input: { readonly token: string },
  ): Promise<Principal | null>;
}

/** Published facts. Payloads carry ids only. */
export const MEMBER_ENROLLED = 'identity.member-enrolled';
export const MEMBER_STATUS_CHANGED = 'identity.member-status-changed';
export const CONSENT_CHANGED = 'identity.consent-changed';

/**
 * Two members are one person from now on. Every module moves its own part, journalled by `mergeId`; the outbox's
 * confirmation that all have handled it ends the merge.
 */
export const MEMBERS_MERGED = 'identity.members-merged';
/** A merge was a mistake: what it moved goes back. */
export const MEMBERS_UNMERGED = 'identity.members-unmerged';
/** Payload of both. */
export interface MembersMerged {
  readonly mergeId: string;
  /** Became MERGED, or is free again. */
  readonly fromMemberId: string;
  /** The survivor. */
  readonly toMemberId: string;
}
