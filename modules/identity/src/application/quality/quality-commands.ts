/** The part of the service that measures data. */
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { QualityRule } from '../../domain/data-quality.ts';
import type { IdentityContext } from '../identity-context.ts';
import * as desk from './quality-desk.ts';

export interface QualityCommands {
  readQuality(
    caller: Principal,
    input: { readonly source?: string | undefined },
  ): Promise<readonly desk.QualityReport[]>;
  readQualityProblems(
    caller: Principal,
    page: {
      readonly source: string;
      readonly problem: string;
      readonly limit: number;
      readonly after?: string | undefined;
    },
  ): Promise<readonly string[]>;
  readMemberQuality(
    caller: Principal,
    input: { readonly memberId: string },
  ): Promise<readonly desk.MemberQuality[]>;
  setQualityRule(
    caller: Principal,
    input: QualityRule & { readonly idempotencyKey: string; readonly source: string },
  ): Promise<Outcome<{ readonly source: string }>>;
}

export function qualityCommands(context: IdentityContext): QualityCommands {
  return {
    readQuality: (caller, input) => desk.qualityReports(context, caller, input),
    readQualityProblems: (caller, page) => desk.qualityProblems(context, caller, page),
    readMemberQuality: (caller, { memberId }) => desk.memberQuality(context, caller, memberId),
    setQualityRule: (caller, input) => desk.setQualityRule(context, caller, input),
  };
}
