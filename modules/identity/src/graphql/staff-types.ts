/** The staff in the graph: who there is, with which accounts and roles, and what an operator changes about them. */
import {
  argsOf,
  commandField,
  connectionType,
  enumType,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { AccountView, Colleague, PersonView } from '../application/callers/staff-desk.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import { StaffRoleEnum } from './enums.ts';

export function addStaffTypes(builder: IdentityBuilder, service: IdentityService): void {
  addList(builder, service);
  addColleagues(builder, service);
  addOrders(builder, service);
}

function addList(builder: IdentityBuilder, service: IdentityService): void {
  const Account = addAccount(builder);
  const Person = builder.objectRef<PersonView>('StaffPerson').implement({
    description: 'A human being of the staff. Four-eyes rules compare persons, never accounts.',
    fields: (t) => ({
      id: t.exposeID('personId', { description: 'TypeID, `per_…`.' }),
      name: t.exposeString('name', { description: 'Full name.' }),
      since: t.field({
        type: 'DateTime',
        description: 'When the person was added.',
        resolve: ({ since }) => since,
      }),
      accounts: t.field({
        type: [Account],
        description: 'What the person signs in with.',
        resolve: ({ accounts }) => [...accounts],
      }),
    }),
  });
  const filter = inputType(
    builder,
    'StaffFilter',
    z.object({
      role: StaffRoleEnum.optional().describe('Only persons with an account of this role.'),
      subsidiary: z
        .string()
        .max(40)
        .optional()
        .describe('Only persons with an account of this subsidiary.'),
      disabled: z
        .boolean()
        .optional()
        .describe('Only persons with an account that is closed (or open).'),
    }),
  );
  builder.queryFields((t) => ({
    staff: t.field({
      type: connectionType(builder, 'StaffPerson', Person, {
        description: 'Persons, newest first.',
      }),
      description: 'The staff, newest first.',
      access: ['operator', 'auditor'],
      args: {
        ...pageArgs(builder),
        filter: t.arg({ type: filter, description: 'Which persons; all when left out.' }),
      },
      resolve: (_root, { filter: wanted, ...page }, { caller }) =>
        paginate(page, {
          load: ({ limit, after }) =>
            service.listStaff(caller, {
              ...(wanted ?? {}),
              limit,
              after: after === undefined ? undefined : String(after[0]),
            }),
          keyOf: ({ personId }) => [personId],
        }),
    }),
  }));
}

function addColleagues(builder: IdentityBuilder, service: IdentityService): void {
  const Colleague = builder.objectRef<Colleague>('Colleague').implement({
    description: 'What a person of the staff is called.',
    fields: (t) => ({
      id: t.exposeID('personId', { description: 'TypeID, `per_…`.' }),
      name: t.exposeString('name', { description: 'Full name.' }),
    }),
  });
  const which = z.object({
    ids: z.array(z.string().max(60)).max(200).describe('Persons, `per_…`; others are left out.'),
  });
  builder.queryFields((t) => ({
    colleagues: t.field({
      type: [Colleague],
      description: 'The names of these persons, for the desks: who proposed, decided, looked.',
      access: ['operator', 'auditor', 'risk_officer', 'risk_approver'],
      args: argsOf(builder, 'colleagues', which),
      resolve: async (_root, { ids }, { caller }) => [
        ...(await service.namesOfColleagues(caller, { ids })),
      ],
    }),
  }));
}

function addAccount(builder: IdentityBuilder) {
  return builder.objectRef<AccountView>('StaffAccount').implement({
    description: 'What a person of the staff signs in with.',
    fields: (t) => ({
      id: t.exposeID('accountId', { description: 'TypeID, `acc_…`.' }),
      login: t.exposeString('login', { description: 'Login name.' }),
      roles: t.field({
        type: [enumType(builder, StaffRoleEnum)],
        description: 'What it may do.',
        resolve: ({ roles }) => [...roles],
      }),
      subsidiary: t.exposeString('subsidiary', {
        nullable: true,
        description: 'Whose account it is; null for the group.',
      }),
      disabled: t.exposeBoolean('disabled', { description: 'Whether it is closed.' }),
      passwordTemporary: t.exposeBoolean('passwordTemporary', {
        description: 'Whether an operator set the password and it was not changed since.',
      }),
      passwordSetAt: t.field({
        type: 'DateTime',
        description: 'When the password was set.',
        resolve: ({ passwordSetAt }) => passwordSetAt,
      }),
      lastUsedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was last used; null for never, or longer than sessions are kept.',
        resolve: ({ lastUsedAt }) => lastUsedAt,
      }),
    }),
  });
}

function addOrders(builder: IdentityBuilder, service: IdentityService): void {
  const account = (name: string, description: string) =>
    builder.objectRef<{ readonly accountId: string }>(name).implement({
      description,
      fields: (t) => ({ accountId: t.exposeID('accountId', { description: 'TypeID, `acc_…`.' }) }),
    });
  const accountId = () => idInput('acc').describe('The account.');
  commandField(builder, 'disableAccount', {
    description: 'Closes an account; its sessions end within a second.',
    access: ['operator'],
    input: z.object({ accountId: accountId() }),
    success: account('DisabledAccount', 'An account that is closed.'),
    execute: (caller, input) => service.disableAccount(caller, input),
  });
  commandField(builder, 'enableAccount', {
    description: 'Opens a closed account again.',
    access: ['operator'],
    input: z.object({ accountId: accountId() }),
    success: account('EnabledAccount', 'An account that is open again.'),
    execute: (caller, input) => service.enableAccount(caller, input),
  });
  commandField(builder, 'setAccountRoles', {
    description: 'Gives an account other roles. Its sessions end; nobody changes his own.',
    access: ['operator'],
    input: z.object({
      accountId: accountId(),
      roles: z.array(StaffRoleEnum).min(1).max(5).describe('What the account may do from now on.'),
      subsidiary: z
        .string()
        .min(1)
        .max(40)
        .optional()
        .describe('The subsidiary of a clerk; left out for the group.'),
    }),
    success: account('AccountRolesSet', 'An account with other roles.'),
    execute: (caller, input) => service.setAccountRoles(caller, input),
  });
  commandField(builder, 'resetPassword', {
    description:
      'Sets a password for a person who forgot it; it is marked as temporary until it is changed.',
    access: ['operator'],
    input: z.object({
      accountId: accountId(),
      password: z
        .string()
        .min(1)
        .max(1000)
        .describe('12 to 128 characters that nobody would guess.'),
    }),
    success: account('PasswordReset', 'An account with a temporary password.'),
    execute: (caller, input) => service.resetPassword(caller, input),
  });
}
