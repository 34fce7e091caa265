/** Assembles the service of identity out of its use cases. */
import type { ModuleKit } from '@guildhall/shared/module';
import { enroll, enrollMany } from './application/enroll.ts';
import type { IdentityContext } from './application/identity-context.ts';
import { mayShare } from './application/may-share.ts';
import { memberStates } from './application/member-states.ts';
import { resolveMembers } from './application/resolve-members.ts';
import type { IdentityDoor } from './door.ts';
import { KeyRing } from './protection/key-ring.ts';

export type IdentityService = IdentityDoor;

export async function createService(kit: ModuleKit): Promise<IdentityService> {
  const keys = await KeyRing.open(kit.db, kit.secret, kit.clock.now());
  const context: IdentityContext = { kit, keys };
  return {
    enroll: (caller, input) => enroll(context, caller, input),
    enrollMany: (caller, input) => enrollMany(context, caller, input),
    resolveMembers: (caller, { identities }) => resolveMembers(context, caller, identities),
    memberStates: (_caller, { memberIds }) => memberStates(context, memberIds),
    mayShare: (caller, input) => mayShare(context, caller, input),
    verifyAccessToken: async () => null,
  };
}
