/** Assembles the service of identity out of its use cases. */
import type { ModuleKit } from '@guildhall/shared/module';
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import * as clientTokens from './application/callers/client-tokens.ts';
import type { SessionTokens } from './application/callers/issue-session.ts';
import * as staffLogin from './application/callers/login-staff.ts';
import * as codeLogin from './application/callers/login-with-code.ts';
import * as refresh from './application/callers/refresh-session.ts';
import * as clients from './application/callers/register-client.ts';
import * as staff from './application/callers/register-staff.ts';
import * as codes from './application/callers/request-login-code.ts';
import * as sessions from './application/callers/sessions.ts';
import * as staffDesk from './application/callers/staff-desk.ts';
import {
  readTimeline,
  type TimelinePage,
  type TimelineView,
} from './application/desk/read-timeline.ts';
import { enroll, enrollMany } from './application/enroll.ts';
import type { IdentityContext } from './application/identity-context.ts';
import { type ImportCommands, importCommands } from './application/imports/import-commands.ts';
import { keepHouse } from './application/keep-house.ts';
import { type LinkageCommands, linkageCommands } from './application/linkage/linkage-commands.ts';
import { mayShare } from './application/may-share.ts';
import { memberStates } from './application/member-states.ts';
import { type ChangeStatus, changeStatus } from './application/members/change-status.ts';
import * as consents from './application/members/consents.ts';
import * as finding from './application/members/find-members.ts';
import * as living from './application/members/households.ts';
import * as linking from './application/members/link-identity.ts';
import { type LinkPhoneWithCode, linkPhoneWithCode } from './application/members/link-phone.ts';
import * as merging from './application/members/merge-members.ts';
import {
  type LogPage,
  type LookView,
  readAccessLog,
} from './application/members/read-access-log.ts';
import { type FactsView, readFacts } from './application/members/read-facts.ts';
import * as reviewing from './application/members/review-cases.ts';
import { type PrivacyCommands, privacyCommands } from './application/privacy-commands.ts';
import { type QualityCommands, qualityCommands } from './application/quality/quality-commands.ts';
import { resolveMembers } from './application/resolve-members.ts';
import { type RotateKeys, rotateKeys } from './application/rotate-keys.ts';
import { openCodeChannel } from './channels/code-channel.ts';
import type { IdentityDoor, MemberStatus } from './door.ts';
import { KeyRing } from './protection/key-ring.ts';
import type { PastConsent } from './storage/consents.ts';
import { type AccessToken, AccessTokens } from './tokens/access-tokens.ts';
import { issuerOf } from './tokens/issuer.ts';
import { RevocationList } from './tokens/revocation-list.ts';
import { type PublishedKey, SigningKeys } from './tokens/signing-keys.ts';

type Ask<I, O> = (caller: Principal, input: I) => Promise<O>;
type Command<I, O> = (caller: Principal, input: I) => Promise<Outcome<O>>;

/** The door, and what the module's own subgraph, REST doors, worker and seeds use beside it. */
export type IdentityService = IdentityDoor &
  LinkageCommands &
  ImportCommands &
  QualityCommands &
  PrivacyCommands & {
    // Reading, as the caller may see it
    readonly readMembers: Ask<
      { readonly memberIds: readonly string[] },
      readonly (finding.MemberView | null)[]
    >;
    readonly findMember: Ask<finding.MemberQuestion, finding.MemberView | null>;
    readonly listMembers: Ask<finding.MemberListing, readonly finding.MemberView[]>;
    readonly readFacts: Ask<
      { readonly memberIds: readonly string[] },
      readonly (FactsView | null)[]
    >;
    readonly readConsents: Ask<
      { readonly memberIds: readonly string[] },
      readonly (readonly consents.ConsentView[])[]
    >;
    readonly readConsentHistory: Ask<{ readonly memberId: string }, readonly PastConsent[]>;
    readonly readAccessLog: Ask<LogPage, readonly LookView[]>;
    readonly readTimeline: Ask<TimelinePage, readonly TimelineView[]>;

    // Orders about members
    readonly linkIdentity: Command<linking.LinkIdentity, linking.Linked>;
    readonly linkPhoneWithCode: Command<LinkPhoneWithCode, linking.Linked>;
    readonly unlinkIdentity: Command<linking.UnlinkIdentity, linking.Linked>;
    readonly setConsent: Command<consents.SetConsent, consents.ConsentView>;
    readonly changeStatus: Command<
      ChangeStatus,
      { readonly memberId: string; readonly status: MemberStatus }
    >;

    readonly joinHousehold: Command<living.JoinHousehold, living.HouseholdView>;
    readonly leaveHousehold: Command<
      { readonly idempotencyKey: string; readonly memberId: string },
      living.HouseholdView
    >;
    readonly readHousehold: Ask<{ readonly memberId: string }, living.HouseholdView | null>;

    // One person, or two
    readonly mergeMembers: Command<
      merging.MergeMembers,
      { readonly mergeId: string; readonly survivorId: string }
    >;
    readonly unmergeMembers: Command<
      merging.UnmergeMembers,
      { readonly mergeId: string; readonly memberId: string }
    >;
    readonly readMerges: Ask<{ readonly memberId: string }, readonly merging.MergeView[]>;
    readonly readReviewCases: Ask<reviewing.ReviewPage, readonly reviewing.ReviewView[]>;
    readonly countReviewCases: Ask<reviewing.ReviewFilterInput, number>;
    readonly keepDistinct: Command<
      { readonly idempotencyKey: string; readonly reviewId: string },
      reviewing.ReviewView
    >;
    readonly reopenReview: Command<
      { readonly idempotencyKey: string; readonly reviewId: string },
      reviewing.ReviewView
    >;
    readonly confirmSamePerson: Command<
      {
        readonly idempotencyKey: string;
        readonly reviewId: string;
        readonly survivorId?: string | undefined;
      },
      reviewing.ReviewView
    >;

    // Signing in
    readonly requestLoginCode: Command<codes.RequestLoginCode, codes.LoginChallenge>;
    readonly loginWithCode: Command<codeLogin.LoginWithCode, codeLogin.MemberLogin>;
    readonly loginStaff: Command<staffLogin.LoginStaff, staffLogin.StaffLogin>;
    readonly issueClientToken: Command<clientTokens.ClientCredentials, AccessToken>;
    readonly refreshSession: Command<refresh.RefreshSession, SessionTokens>;
    readonly logout: Command<
      { readonly refreshToken?: string | undefined },
      { readonly closed: number }
    >;
    readonly mySessions: (
      caller: Principal,
      input: object,
    ) => Promise<readonly sessions.SessionView[]>;
    readonly closeSession: Command<{ readonly sessionId: string }, { readonly sessionId: string }>;
    readonly changePassword: Command<
      { readonly oldPassword: string; readonly newPassword: string },
      { readonly accountId: string }
    >;
    readonly publishedKeys: (caller: Principal, input: object) => Promise<readonly PublishedKey[]>;

    // Administration: operators, and modules of the house (first start, seeds)
    readonly registerClient: Command<clients.RegisterClient, clients.RegisteredClient>;
    readonly rotateClientSecret: Command<
      { readonly idempotencyKey: string; readonly clientId: string },
      { readonly clientId: string; readonly clientSecret: string | null }
    >;
    readonly disableClient: Command<
      { readonly idempotencyKey: string; readonly clientId: string },
      { readonly clientId: string }
    >;
    readonly registerPerson: Command<staff.RegisterPerson, { readonly personId: string }>;
    readonly registerAccount: Command<staff.RegisterAccount, { readonly accountId: string }>;
    readonly disableAccount: Command<
      { readonly idempotencyKey: string; readonly accountId: string },
      { readonly accountId: string }
    >;
    readonly enableAccount: Command<
      { readonly idempotencyKey: string; readonly accountId: string },
      { readonly accountId: string }
    >;
    readonly setAccountRoles: Command<staffDesk.SetRoles, { readonly accountId: string }>;
    readonly resetPassword: Command<staffDesk.ResetPassword, { readonly accountId: string }>;
    readonly listStaff: Ask<staffDesk.StaffListing, readonly staffDesk.PersonView[]>;
    readonly namesOfColleagues: Ask<
      { readonly ids: readonly string[] },
      readonly staffDesk.Colleague[]
    >;

    readonly rotateKeys: Command<RotateKeys, { readonly rewrapped: number }>;

    // The module's own schedules
    readonly settleMerges: (caller: Principal, input: object) => Promise<void>;
    readonly keepHouse: (caller: Principal, input: object) => Promise<void>;
  };

export async function createService(kit: ModuleKit): Promise<IdentityService> {
  const context = await openContext(kit);
  return {
    ...door(context),
    ...reading(context),
    ...orders(context),
    ...signingIn(context),
    ...administration(context),
    ...linkageCommands(context),
    ...importCommands(context),
    ...qualityCommands(context),
    ...privacyCommands(context),
  };
}

async function openContext(kit: ModuleKit): Promise<IdentityContext> {
  const now = kit.clock.now();
  const codeChannel = openCodeChannel(kit.config, kit.log);
  const keys = await KeyRing.open(kit.db, kit.secret, now);
  const signingKeys = await SigningKeys.open(kit.db, keys, now);
  const revocations = new RevocationList(kit.db);
  const tokens = new AccessTokens(signingKeys, revocations, issuerOf(kit.config));
  return { kit, keys, signingKeys, revocations, tokens, codeChannel };
}

function door(context: IdentityContext): IdentityDoor {
  return {
    colleaguesWithRoles: (caller, wish) => staffDesk.colleaguesWithRoles(context, caller, wish),
    enroll: (caller, input) => enroll(context, caller, input),
    enrollMany: (caller, input) => enrollMany(context, caller, input),
    resolveMembers: (caller, { identities }) => resolveMembers(context, caller, identities),
    memberStates: (_caller, { memberIds }) => memberStates(context, memberIds),
    mayShare: (caller, input) => mayShare(context, caller, input),
    verifyAccessToken: (_caller, { token }) =>
      context.tokens.verify(token, context.kit.clock.now()),
  };
}

function reading(context: IdentityContext) {
  return {
    readMembers: (caller, { memberIds }) => finding.readMembers(context, caller, memberIds),
    findMember: (caller, question) => finding.findMember(context, caller, question),
    listMembers: (caller, listing) => finding.listMembers(context, caller, listing),
    readFacts: (caller, { memberIds }) => readFacts(context, caller, memberIds),
    readConsents: (caller, { memberIds }) => consents.readConsents(context, caller, memberIds),
    readConsentHistory: (caller, { memberId }) =>
      consents.readConsentHistory(context, caller, memberId),
    readAccessLog: (caller, page) => readAccessLog(context, caller, page),
    readTimeline: (caller, page) => readTimeline(context, caller, page),
  } satisfies Partial<IdentityService>;
}

function orders(context: IdentityContext) {
  return {
    linkIdentity: (caller, input) => linking.linkIdentity(context, caller, input),
    linkPhoneWithCode: (caller, input) => linkPhoneWithCode(context, caller, input),
    unlinkIdentity: (caller, input) => linking.unlinkIdentity(context, caller, input),
    setConsent: (caller, input) => consents.setConsent(context, caller, input),
    changeStatus: (caller, input) => changeStatus(context, caller, input),
    joinHousehold: (caller, input) => living.joinHouseholdOf(context, caller, input),
    leaveHousehold: (caller, input) => living.leaveHouseholdOf(context, caller, input),
    readHousehold: (caller, { memberId }) => living.readHousehold(context, caller, memberId),
    mergeMembers: (caller, input) => merging.mergeMembers(context, caller, input),
    unmergeMembers: (caller, input) => merging.unmergeMembers(context, caller, input),
    readMerges: (caller, { memberId }) => merging.readMerges(context, caller, memberId),
    readReviewCases: (caller, page) => reviewing.readReviewCases(context, caller, page),
    countReviewCases: (caller, filter) => reviewing.countReviewCases(context, caller, filter),
    keepDistinct: (caller, input) => reviewing.keepDistinct(context, caller, input),
    reopenReview: (caller, input) => reviewing.reopenReview(context, caller, input),
    confirmSamePerson: (caller, input) => reviewing.confirmSamePerson(context, caller, input),
  } satisfies Partial<IdentityService>;
}

function signingIn(context: IdentityContext) {
  const { kit, signingKeys } = context;
  return {
    requestLoginCode: (caller, input) => codes.requestLoginCode(context, caller, input),
    loginWithCode: (_caller, input) => codeLogin.loginWithCode(context, input),
    loginStaff: (_caller, input) => staffLogin.loginStaff(context, input),
    issueClientToken: (_caller, input) => clientTokens.issueClientToken(context, input),
    refreshSession: (_caller, input) => refresh.refreshSession(context, input),
    logout: (caller, input) => sessions.logout(context, caller, input),
    mySessions: (caller) => sessions.mySessions(context, caller),
    closeSession: (caller, input) => sessions.closeSession(context, caller, input),
    changePassword: (caller, input) => staff.changePassword(context, caller, input),
    publishedKeys: () => signingKeys.published(kit.clock.now()),
  } satisfies Partial<IdentityService>;
}

function administration(context: IdentityContext) {
  return {
    registerClient: (caller, input) => clients.registerClient(context, caller, input),
    rotateClientSecret: (caller, input) => clients.rotateClientSecret(context, caller, input),
    disableClient: (caller, input) => clients.disableClient(context, caller, input),
    registerPerson: (caller, input) => staff.registerPerson(context, caller, input),
    registerAccount: (caller, input) => staff.registerAccount(context, caller, input),
    disableAccount: (caller, input) =>
      staffDesk.setDisabled(context, caller, { ...input, disabled: true }),
    enableAccount: (caller, input) =>
      staffDesk.setDisabled(context, caller, { ...input, disabled: false }),
    setAccountRoles: (caller, input) => staffDesk.setRoles(context, caller, input),
    resetPassword: (caller, input) => staffDesk.resetPassword(context, caller, input),
    listStaff: (caller, listing) => staffDesk.listStaff(context, caller, listing),
    namesOfColleagues: (caller, wish) => staffDesk.namesOfColleagues(context, caller, wish),
    rotateKeys: (caller, input) => rotateKeys(context, caller, input),
    settleMerges: () => merging.settleMerges(context),
    keepHouse: () => keepHouse(context),
  } satisfies Partial<IdentityService>;
}
