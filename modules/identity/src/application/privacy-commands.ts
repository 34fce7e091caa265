/** The part of the service about a member's own affairs: proof, contest, relations, the archive; and trust in sources. */
import type { CommandContext } from '@guildhall/shared/commands';
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { TrustRow } from '../storage/facts.ts';
import * as proving from './callers/step-up.ts';
import { type ExportedMember, exportMember } from './export/export-member.ts';
import type { IdentityContext } from './identity-context.ts';
import { type ConsentView, type ContestConsent, contestConsent } from './members/consents.ts';
import { type HouseholdView, type LinkWallet, linkWallet } from './members/households.ts';
import * as relations from './members/relations.ts';
import * as trust from './members/source-trust.ts';

export interface PrivacyCommands {
  proveWithCode(
    caller: Principal,
    input: { readonly challengeId: string; readonly code: string },
  ): Promise<Outcome<proving.Proved>>;
  proveWithPassword(
    caller: Principal,
    input: { readonly password: string },
  ): Promise<Outcome<proving.Proved>>;
  contestConsent(caller: Principal, input: ContestConsent): Promise<Outcome<ConsentView>>;
  readRelations(
    caller: Principal,
    input: { readonly memberId: string },
  ): Promise<readonly (relations.RelationView | relations.HiddenRelations)[]>;
  setRelation(
    caller: Principal,
    input: relations.SetRelation,
  ): Promise<Outcome<{ readonly memberId: string }>>;
  linkHouseholdWallet(caller: Principal, input: LinkWallet): Promise<Outcome<HouseholdView>>;
  exportMemberArchive(
    caller: Principal,
    input: { readonly memberId: string },
  ): Promise<Outcome<ExportedMember>>;
  setSourceTrust(
    caller: Principal,
    input: trust.SetSourceTrust,
  ): Promise<Outcome<{ readonly source: string; readonly rederived: number }>>;
  readSourceTrust(caller: Principal, input: object): Promise<readonly TrustRow[]>;
}

export function privacyCommands(context: IdentityContext): PrivacyCommands {
  return {
    proveWithCode: (caller, input) => proving.proveWithCode(context, caller, input),
    proveWithPassword: (caller, input) => proving.proveWithPassword(context, caller, input),
    contestConsent: (caller, input) => contestConsent(context, caller, input),
    readRelations: (caller, { memberId }) => relations.readRelations(context, caller, memberId),
    setRelation: (caller, input) => relations.setRelation(context, caller, input),
    linkHouseholdWallet: (caller, input) => linkWallet(context, caller, input),
    exportMemberArchive: (caller, input) => exportMember(context, caller, input),
    setSourceTrust: (caller, input) => trust.setSourceTrust(context, caller, input),
    readSourceTrust: (caller) => trust.readSourceTrust(context, caller),
  };
}

/** By event, in the transaction of the inbox. */
export const hearFact = (command: CommandContext, payload: object): Promise<void> =>
  relations.hearFact(command, payload);
