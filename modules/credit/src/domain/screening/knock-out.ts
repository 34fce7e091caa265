/**
 * Knock-out rules in CEL over a firm's standing, by version: any that holds turns the deal down, whatever the score
 * and whatever a whitelist says. Unknown values are null in the rules; `known` tells them apart.
 */
import { Environment } from '@marcbachmann/cel-js';
import type { Standing } from '../assessment/standing.ts';

export interface KnockOutRule {
  readonly code: string;
  readonly when: string;
}

export interface KnockOutRules {
  readonly version: string;
  readonly rules: readonly KnockOutRule[];
}

const KNOCK_OUT_1: KnockOutRules = {
  version: 'knock-out/1',
  rules: [
    {
      code: 'FIRM_CLOSED',
      when: 'firm.status in ["REVOKED", "DEREGISTERED", "LIQUIDATION", "BANKRUPT"]',
    },
    { code: 'DISHONEST_DEBTOR', when: 'firm.dishonestDebtor' },
    { code: 'LICENCE_REVOKED', when: 'firm.licenceRevoked' },
    { code: 'REPEATED_DEFAULT', when: 'firm.openDefaults >= 3' },
  ],
};

const VERSIONS: Readonly<Record<string, KnockOutRules>> = { [KNOCK_OUT_1.version]: KNOCK_OUT_1 };
export const CURRENT_KNOCK_OUT = KNOCK_OUT_1;

export function knockOutRules(version: string): KnockOutRules {
  const rules = VERSIONS[version];
  if (rules === undefined) throw new Error(`There are no knock-out rules ${version}`);
  return rules;
}

const environment = new Environment({ unlistedVariablesAreDyn: false }).registerVariable(
  'firm',
  'map',
);
const compiled = new Map<string, (variables: Record<string, unknown>) => unknown>();

/** Codes of the rules that hold, in their order. */
export function knockOuts(standing: Standing, { rules }: KnockOutRules): string[] {
  const variables = { firm: variablesOf(standing) };
  return rules.filter(({ when }) => evaluator(when)(variables) === true).map(({ code }) => code);
}

function evaluator(expression: string): (variables: Record<string, unknown>) => unknown {
  const known = compiled.get(expression);
  if (known) return known;
  const parsed = environment.parse(expression);
  const run = (variables: Record<string, unknown>): unknown => parsed(variables);
  compiled.set(expression, run);
  return run;
}

function variablesOf(standing: Standing): Record<string, unknown> {
  return {
    status: standing.status ?? null,
    openDefaults: BigInt(standing.openDefaults),
    settledDefaults: BigInt(standing.settledDefaults),
    badOutcomes: BigInt(standing.badOutcomes),
    litigationSeverity: standing.litigationSeverity,
    dishonestDebtor: standing.dishonestDebtor,
    restricted: standing.restricted,
    licenceRevoked: standing.licenceRevoked,
    altmanZ: standing.altmanZ ?? null,
    paymentIndex: standing.paymentIndex ?? null,
  };
}
