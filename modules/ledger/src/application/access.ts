/** Who may move points for whom. The gateway has its own lists; these hold for every way to the door. */
import type { Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { notAllowed, subsidiaryNotYours, walletNotYours } from '../domain/refusals.ts';

/** Modules and operators act for any subsidiary; its system and its clerks for their own. */
export function mayPostFor(caller: Principal, subsidiary: string): Refusal | undefined {
  switch (caller.kind) {
    case 'module':
      return undefined;
    case 'system':
      return caller.subsidiary === subsidiary ? undefined : subsidiaryNotYours(subsidiary);
    case 'staff':
      if (caller.roles.includes('operator')) return undefined;
      if (!caller.roles.includes('clerk')) return notAllowed();
      return caller.subsidiary === subsidiary ? undefined : subsidiaryNotYours(subsidiary);
    default:
      return notAllowed();
  }
}

/** Members act on their own wallet only; modules and operators on any. `field` is where the order names whose. */
export function mayActAs(caller: Principal, memberId: string, field: string): Refusal | undefined {
  if (caller.kind === 'member')
    return caller.memberId === memberId ? undefined : walletNotYours({}, [field]);
  return mustOperate(caller);
}

/** Changes to the programme itself, and acts without a subsidiary. */
export function mustOperate(caller: Principal): Refusal | undefined {
  if (caller.kind === 'module') return undefined;
  return caller.kind === 'staff' && caller.roles.includes('operator') ? undefined : notAllowed();
}

/** Reads: a member sees its own; everybody who has signed in otherwise sees what the subgraph lets through. */
export function mayRead(caller: Principal, owners: readonly string[]): Refusal | undefined {
  if (caller.kind === 'anonymous') return notAllowed();
  if (caller.kind !== 'member') return undefined;
  return owners.every((owner) => owner === caller.memberId || owner.startsWith('hsh_'))
    ? undefined
    : walletNotYours();
}
