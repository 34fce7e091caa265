/** Clients of subsidiaries' systems, persons and accounts of the staff: ordered by operators. */
import { commandField, defineEnum, enumType, idInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import { StaffRoleEnum } from './enums.ts';

const subsidiary = () => z.string().min(1).max(40);
const clientId = () =>
  z.string().min(3).max(64).describe('3 to 64 lower-case letters, digits or hyphens.');

export function addAdministrationMutations(
  builder: IdentityBuilder,
  service: IdentityService,
): void {
  addClients(builder, service);
  addStaff(builder, service);
  addKeys(builder, service);
}

const KeyKindEnum = defineEnum('KeyKind', 'Which keys.', {
  DATA: 'What personal data is sealed with; nobody notices.',
  SIGNING:
    'What access tokens are signed with: every access token dies, sessions go on by refreshing.',
});

function addKeys(builder: IdentityBuilder, service: IdentityService): void {
  const Rotated = builder.objectRef<{ readonly rewrapped: number }>('KeysRotated').implement({
    description: 'New keys are in use.',
    fields: (t) => ({
      rewrapped: t.exposeInt('rewrapped', {
        description: 'How many data keys were wrapped again.',
      }),
    }),
  });
  commandField(builder, 'rotateKeys', {
    description:
      'Takes new keys into use at once, after a suspicion; by schedule it happens by itself.',
    access: ['operator'],
    input: z.object({ keys: KeyKindEnum.describe('Which keys.') }),
    success: Rotated,
    execute: (caller, { keys }) => service.rotateKeys(caller, { keys }),
  });
}

function addClients(builder: IdentityBuilder, service: IdentityService): void {
  const Credentials = builder
    .objectRef<{ readonly clientId: string; readonly clientSecret: string | null }>(
      'ClientCredentials',
    )
    .implement({
      description: 'What a system proves itself with at `/oauth2/token`.',
      fields: (t) => ({
        clientId: t.exposeString('clientId', { description: 'The client.' }),
        clientSecret: t.exposeString('clientSecret', {
          nullable: true,
          description:
            'Shown this once; null when the order is repeated, because it is kept as a digest only.',
        }),
      }),
    });
  commandField(builder, 'registerClient', {
    description: 'Lets a system of a subsidiary in.',
    access: ['operator'],
    input: z.object({
      clientId: clientId(),
      subsidiary: subsidiary().describe('Whose system it is.'),
      name: z.string().min(1).max(100).describe('What it is, for people.'),
    }),
    success: Credentials,
    execute: (caller, input) => service.registerClient(caller, input),
  });
  commandField(builder, 'rotateClientSecret', {
    description: 'A new secret; the old one goes on working for a day.',
    access: ['operator'],
    input: z.object({ clientId: clientId() }),
    success: Credentials,
    execute: (caller, input) => service.rotateClientSecret(caller, input),
  });
  const Disabled = builder.objectRef<{ readonly clientId: string }>('ClientDisabled').implement({
    description: 'A client that is locked out.',
    fields: (t) => ({ clientId: t.exposeString('clientId', { description: 'The client.' }) }),
  });
  commandField(builder, 'disableClient', {
    description: 'Locks a system out; its tokens are void within a second.',
    access: ['operator'],
    input: z.object({ clientId: clientId() }),
    success: Disabled,
    execute: (caller, input) => service.disableClient(caller, input),
  });
}

function addStaff(builder: IdentityBuilder, service: IdentityService): void {
  const Person = builder.objectRef<{ readonly personId: string }>('RegisteredPerson').implement({
    description: 'A person of the staff.',
    fields: (t) => ({ personId: t.exposeID('personId', { description: 'TypeID, `per_…`.' }) }),
  });
  commandField(builder, 'registerPerson', {
    description:
      'Adds a person of the staff. A person may have several accounts; four-eyes rules compare persons.',
    access: ['operator'],
    input: z.object({ name: z.string().min(1).max(100).describe('Full name.') }),
    success: Person,
    execute: (caller, input) => service.registerPerson(caller, input),
  });
  const account = (name: string, description: string) =>
    builder.objectRef<{ readonly accountId: string }>(name).implement({
      description,
      fields: (t) => ({ accountId: t.exposeID('accountId', { description: 'TypeID, `acc_…`.' }) }),
    });
  enumType(builder, StaffRoleEnum);
  commandField(builder, 'registerAccount', {
    description: 'Opens an account for a person; nobody opens one for himself.',
    access: ['operator'],
    input: z.object({
      personId: idInput('per').describe('Whose account.'),
      login: z.string().min(3).max(64).describe('Login name: letters, digits or . _ @ -'),
      password: z
        .string()
        .min(1)
        .max(1000)
        .describe('12 to 128 characters that nobody would guess.'),
      roles: z.array(StaffRoleEnum).min(1).max(5).describe('What the account may do.'),
      subsidiary: subsidiary()
        .optional()
        .describe('The subsidiary of a clerk; left out for the group.'),
    }),
    success: account('RegisteredAccount', 'An account.'),
    execute: (caller, input) => service.registerAccount(caller, input),
  });
}
