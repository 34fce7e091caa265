/**
 * Signing in and out. These answer secrets, so they keep no idempotency record: a code works once, a refresh token works
 * once, and the key of `refreshSession` only forgives a lost answer.
 */
import { ANYONE, commandField, enumType, idInput, STAFF } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { SessionTokens } from '../application/callers/issue-session.ts';
import type { StaffLogin } from '../application/callers/login-staff.ts';
import type { MemberLogin } from '../application/callers/login-with-code.ts';
import type { LoginChallenge } from '../application/callers/request-login-code.ts';
import type { IdentityService } from '../service.ts';
import type { Context, IdentityBuilder } from './context.ts';
import { StaffRoleEnum } from './enums.ts';
import { identityInput } from './inputs.ts';
import type { MemberTypes } from './member-types.ts';

const addressOf = ({ address }: Context): { readonly address?: string } =>
  address === undefined ? {} : { address };

export function addLoginMutations(
  builder: IdentityBuilder,
  service: IdentityService,
  types: MemberTypes,
): void {
  const Tokens = addTokens(builder);
  addCodeLogin(builder, service, types, Tokens);
  addStaffLogin(builder, service, Tokens);
  addSessionOrders(builder, service, Tokens);
}

type TokensRef = ReturnType<typeof addTokens>;

function addTokens(builder: IdentityBuilder) {
  return builder.objectRef<SessionTokens>('SessionTokens').implement({
    description: 'What a session is carried on with.',
    fields: (t) => ({
      accessToken: t.exposeString('accessToken', {
        description: 'Goes into `Authorization: Bearer …`; 15 minutes.',
      }),
      accessExpiresAt: t.field({
        type: 'DateTime',
        description: 'When the access token ends.',
        resolve: ({ accessExpiresAt }) => accessExpiresAt,
      }),
      refreshToken: t.exposeString('refreshToken', {
        description: 'Works once, for the next pair. Shown twice, it ends the session.',
      }),
      sessionId: t.exposeID('sessionId', { description: 'TypeID, `ses_…`.' }),
      sessionExpiresAt: t.field({
        type: 'DateTime',
        description: 'When the session ends in any case.',
        resolve: ({ sessionExpiresAt }) => sessionExpiresAt,
      }),
    }),
  });
}

function addCodeLogin(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
  Tokens: TokensRef,
): void {
  const Challenge = builder.objectRef<LoginChallenge>('LoginChallenge').implement({
    description: 'A code is on its way.',
    fields: (t) => ({
      challengeId: t.exposeID('challengeId', {
        description: 'To be sent back with the code, `lgc_…`.',
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'When the code ends.',
        resolve: ({ expiresAt }) => expiresAt,
      }),
      resendAfter: t.field({
        type: 'DateTime',
        description: 'When another code may be asked for.',
        resolve: ({ resendAfter }) => resendAfter,
      }),
      code: t.string({
        nullable: true,
        description:
          'The code itself: only in development, where no channel is set up; null everywhere else.',
        resolve: ({ code }) => code ?? null,
      }),
    }),
  });
  const Login = builder.objectRef<MemberLogin>('MemberLogin').implement({
    description: 'A member is signed in.',
    fields: (t) => ({
      tokens: t.field({ type: Tokens, description: 'The session.', resolve: (login) => login }),
      deviceToken: t.exposeString('deviceToken', {
        description:
          'To be kept on the device and sent with its next login: a device that was here before is trusted more.',
      }),
      created: t.exposeBoolean('created', { description: 'Whether the login made a new member.' }),
      memberId: t.exposeID('memberId', { description: 'Who is signed in, `mem_…`.' }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Who is signed in.',
        resolve: async ({ memberId, sessionId }) => {
          const [member] = await service.readMembers(
            { kind: 'member', memberId, sessionId },
            { memberIds: [memberId] },
          );
          return member ?? null;
        },
      }),
    }),
  });
  commandField(builder, 'requestLoginCode', {
    description:
      'Sends a one-time code to a telephone. The answer is the same whether or not a member has the number.',
    access: ANYONE,
    input: z.object({
      phone: z
        .string()
        .min(1)
        .max(30)
        .describe('The telephone; without a country code, one of the mainland first.'),
    }),
    success: Challenge,
    execute: (caller, input, context) =>
      service.requestLoginCode(caller, { ...input, ...addressOf(context), locale: context.locale }),
  });
  commandField(builder, 'loginWithCode', {
    description:
      'Signs a member in with a one-time code; a number nobody has becomes a new member.',
    access: ANYONE,
    input: z.object({
      challengeId: idInput('lgc').describe('The challenge that is answered.'),
      code: z.string().min(1).max(12).describe('The code.'),
      deviceToken: z
        .string()
        .max(200)
        .optional()
        .describe('What an earlier login on this device answered.'),
      secondIdentity: identityInput()
        .optional()
        .describe('Another identity of the member, when SECOND_IDENTITY_NEEDED was answered.'),
      startNew: z
        .boolean()
        .optional()
        .describe('Begin as a new member instead; the telephone goes with it.'),
    }),
    success: Login,
    execute: (caller, { idempotencyKey: _key, ...input }, context) =>
      service.loginWithCode(caller, { ...input, ...addressOf(context) }),
  });
}

function addStaffLogin(
  builder: IdentityBuilder,
  service: IdentityService,
  Tokens: TokensRef,
): void {
  const Login = builder.objectRef<StaffLogin>('StaffLogin').implement({
    description: 'A person of the staff is signed in.',
    fields: (t) => ({
      tokens: t.field({ type: Tokens, description: 'The session.', resolve: (login) => login }),
      personId: t.exposeID('personId', { description: 'The human being, `per_…`.' }),
      accountId: t.exposeID('accountId', { description: 'The account, `acc_…`.' }),
      roles: t.field({
        type: [enumType(builder, StaffRoleEnum)],
        description: 'What the account may do.',
        resolve: ({ roles }) => [...roles],
      }),
      subsidiary: t.string({
        nullable: true,
        description: 'The subsidiary of a clerk; null for the group.',
        resolve: ({ subsidiary }) => subsidiary ?? null,
      }),
    }),
  });
  commandField(builder, 'loginStaff', {
    description:
      'Signs a person of the staff in. A password that an operator set is refused (PASSWORD_TEMPORARY) until it is replaced.',
    access: ANYONE,
    input: z.object({
      login: z.string().min(1).max(100).describe('Login name.'),
      password: z.string().min(1).max(1000).describe('Password.'),
      newPassword: z
        .string()
        .min(1)
        .max(1000)
        .optional()
        .describe('Replaces the password, and ends the account’s other sessions.'),
    }),
    success: Login,
    execute: (caller, { idempotencyKey: _key, ...input }, context) =>
      service.loginStaff(caller, { ...input, ...addressOf(context) }),
  });
  const Changed = builder.objectRef<{ readonly accountId: string }>('PasswordChanged').implement({
    description: 'The password is changed and every session of the account has ended.',
    fields: (t) => ({
      accountId: t.exposeID('accountId', { description: 'The account, `acc_…`.' }),
    }),
  });
  commandField(builder, 'changePassword', {
    description: 'Changes the password of the account that asks.',
    access: STAFF,
    input: z.object({
      oldPassword: z.string().min(1).max(1000).describe('The password until now.'),
      newPassword: z
        .string()
        .min(1)
        .max(1000)
        .describe('The new one: 12 to 128 characters that nobody would guess.'),
    }),
    success: Changed,
    execute: (caller, { idempotencyKey: _key, ...input }) => service.changePassword(caller, input),
  });
}

function addSessionOrders(
  builder: IdentityBuilder,
  service: IdentityService,
  Tokens: TokensRef,
): void {
  commandField(builder, 'refreshSession', {
    description: 'Trades a refresh token for the next pair of tokens.',
    access: ANYONE,
    input: z.object({ refreshToken: z.string().min(1).max(200).describe('The refresh token.') }),
    success: Tokens,
    execute: (caller, input) => service.refreshSession(caller, input),
  });
  const LoggedOut = builder.objectRef<{ readonly closed: number }>('LoggedOut').implement({
    description: 'The session is over; its access token is void within a second.',
    fields: (t) => ({
      closed: t.exposeInt('closed', { description: 'How many sessions were open.' }),
    }),
  });
  commandField(builder, 'logout', {
    description:
      "Ends the session of a refresh token, or the caller's own; staff without a refresh token end all of theirs.",
    access: ANYONE,
    input: z.object({
      refreshToken: z.string().max(200).optional().describe('The session to end.'),
    }),
    success: LoggedOut,
    execute: (caller, { refreshToken }) => service.logout(caller, { refreshToken }),
  });
  const Closed = builder.objectRef<{ readonly sessionId: string }>('SessionClosed').implement({
    description: 'A device that is signed out.',
    fields: (t) => ({
      sessionId: t.exposeID('sessionId', { description: 'The session, `ses_…`.' }),
    }),
  });
  commandField(builder, 'closeSession', {
    description: "Signs one of the caller's own devices out.",
    access: ['member', ...STAFF],
    input: z.object({ sessionId: idInput('ses').describe('The session.') }),
    success: Closed,
    execute: (caller, { sessionId }) => service.closeSession(caller, { sessionId }),
  });
}
