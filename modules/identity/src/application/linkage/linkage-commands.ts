/** The part of the service that compares members. */
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Policy, RunScope } from '../../storage/linkage-runs.ts';
import type { IdentityContext } from '../identity-context.ts';
import * as desk from './linkage-desk.ts';
import { advanceLinkage } from './run-linkage.ts';

interface Started {
  readonly runId: string;
}

export interface LinkageCommands {
  readLinkagePolicy(caller: Principal, input: object): Promise<desk.PolicyView>;
  setLinkagePolicy(
    caller: Principal,
    input: Policy & { readonly idempotencyKey: string },
  ): Promise<Outcome<desk.PolicyView>>;
  startLinkage(
    caller: Principal,
    input: { readonly idempotencyKey: string; readonly scope: RunScope },
  ): Promise<Outcome<Started>>;
  cancelLinkage(
    caller: Principal,
    input: { readonly idempotencyKey: string; readonly runId: string },
  ): Promise<Outcome<Started>>;
  readLinkageRuns(caller: Principal, page: desk.RunPage): Promise<readonly desk.RunView[]>;
  /** By schedule: takes the run under way to its end. */
  advanceLinkage(caller: Principal, input: object): Promise<void>;
  /** By schedule: starts a run over what has changed. */
  compareWhatIsNew(caller: Principal, input: object): Promise<void>;
}

export function linkageCommands(context: IdentityContext): LinkageCommands {
  return {
    readLinkagePolicy: () => desk.readPolicy(context),
    setLinkagePolicy: (caller, input) => desk.setPolicy(context, caller, input),
    startLinkage: (caller, input) => desk.startLinkage(context, caller, input),
    cancelLinkage: (caller, input) => desk.cancelLinkage(context, caller, input),
    readLinkageRuns: (caller, page) => desk.readRuns(context, caller, page),
    advanceLinkage: () => advanceLinkage(context),
    compareWhatIsNew: () => desk.compareWhatIsNew(context),
  };
}
