/**
 * Checks an offer's definition beyond its shape: conditions compile (with the place of the mistake), funding is whole,
 * what it names exists. Nothing is saved that could not be decided by.
 */
import { CONSENT_PURPOSES } from '@guildhall/identity';
import type { LedgerDoor } from '@guildhall/ledger';
import { ALL_BPS } from '@guildhall/shared/amounts';
import type { ModuleKit } from '@guildhall/shared/module';
import { type Outcome, type Refusal, refuse } from '@guildhall/shared/outcome';
import { type Condition, compileCondition } from '../domain/conditions/condition.ts';
import type { Setting } from '../domain/conditions/environment.ts';
import type { OfferDefinition } from '../domain/offers/offer-definition.ts';
import { listPartners } from '../storage/partners.ts';
import { listSegments } from '../storage/settings.ts';
import { asModule } from './gather-facts.ts';
import { faultOfPartners } from './manage-partners.ts';

export async function checkDefinition(
  kit: ModuleKit,
  definition: OfferDefinition,
): Promise<Refusal | undefined> {
  return (
    faultOfShape(definition) ??
    faultOfConsents(definition) ??
    faultOfConditions(definition) ??
    (await faultOfSegments(kit, definition)) ??
    faultOfPartners(definition, await listPartners(kit.db.sql())) ??
    (await faultOfCurrencies(kit, definition))
  );
}

const invalid = (
  code: string,
  path: readonly string[],
  params: Refusal['params'] = {},
): Refusal => ({
  kind: 'VALIDATION',
  code,
  path,
  params,
});

function faultOfShape({
  funding,
  startsAt,
  endsAt,
  benefits,
  triggers,
  dates = [],
}: OfferDefinition): Refusal | undefined {
  if (triggers.length === 0 && dates.length === 0)
    return invalid('OFFER_NEVER_SET_OFF', ['triggers']);
  const nameless = dates.findIndex(
    ({ of, fact, attribute }) => of === 'FACT' && (fact === null || attribute === null),
  );
  if (nameless >= 0) return invalid('OFFER_DATE_INCOMPLETE', ['dates', String(nameless)]);
  const whole = funding.reduce((all, { shareBps }) => all + shareBps, 0);
  if (whole !== ALL_BPS) return invalid('FUNDING_NOT_WHOLE', ['funding'], { bps: whole });
  if (new Set(funding.map(({ subsidiary }) => subsidiary)).size !== funding.length)
    return invalid('FUNDING_TWICE', ['funding']);
  if (endsAt !== null && endsAt <= startsAt) return invalid('OFFER_ENDS_BEFORE_START', ['endsAt']);
  const [bound] = benefits.flatMap((benefit, index) =>
    benefit.kind === 'COUPON' &&
    benefit.coupon.value.kind === 'STORED_VALUE' &&
    benefit.coupon.uses > 1
      ? [index]
      : [],
  );
  return bound === undefined
    ? undefined
    : invalid('STORED_VALUE_WITH_USES', ['benefits', String(bound)]);
}

/** An audience that asks for a consent nobody can give is nobody. */
function faultOfConsents({ audience: { consents } }: OfferDefinition): Refusal | undefined {
  const known: readonly string[] = CONSENT_PURPOSES;
  const unknown = consents.find((consent) => !known.includes(consent));
  return unknown === undefined
    ? undefined
    : invalid('CONSENT_UNKNOWN', ['consents'], { consent: unknown, known: [...known] });
}

function faultOfConditions(definition: OfferDefinition): Refusal | undefined {
  const own = conditionFault(definition.condition, 'OFFER', ['condition']);
  if (own !== undefined) return own;
  for (const [index, benefit] of definition.benefits.entries()) {
    if (benefit.kind !== 'COUPON' || benefit.coupon.condition === null) continue;
    const path = ['benefits', String(index), 'coupon', 'condition'];
    const fault = conditionFault(benefit.coupon.condition, 'AT_COUNTER', path);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

export function conditionFault(
  source: string,
  setting: Setting,
  path: readonly string[],
): Refusal | undefined {
  const compiled = compileCondition(source, setting);
  if (compiled.ok) return undefined;
  const { message, line, column, start, end } = compiled.mistake;
  return invalid('CONDITION_MISTAKE', path, { mistake: message, line, column, start, end });
}

async function faultOfSegments(
  kit: ModuleKit,
  definition: OfferDefinition,
): Promise<Refusal | undefined> {
  const wanted = new Set([
    ...definition.audience.segments,
    ...conditionsOf(definition).flatMap(({ needs }) => [...needs.segments]),
  ]);
  if (wanted.size === 0) return undefined;
  const known = new Set((await listSegments(kit.db.sql())).map(({ code }) => code));
  const missing = [...wanted].find((code) => !known.has(code));
  return missing === undefined
    ? undefined
    : invalid('SEGMENT_UNKNOWN', ['condition'], { segment: missing });
}

function conditionsOf({ condition, benefits }: OfferDefinition): readonly Condition[] {
  const sources: readonly (readonly [string, Setting])[] = [
    [condition, 'OFFER'],
    ...benefits.flatMap((benefit) =>
      benefit.kind === 'COUPON' && benefit.coupon.condition !== null
        ? [[benefit.coupon.condition, 'AT_COUNTER'] as const]
        : [],
    ),
  ];
  return sources.flatMap(([source, setting]) => {
    const compiled = compileCondition(source, setting);
    return compiled.ok ? [compiled.condition] : [];
  });
}

async function faultOfCurrencies(
  kit: ModuleKit,
  definition: OfferDefinition,
): Promise<Refusal | undefined> {
  const named = definition.benefits.flatMap((benefit, index) =>
    benefit.kind === 'COUPON' ? [] : [{ ...benefit, index }],
  );
  if (named.length === 0) return undefined;
  const scales = await currencyScales(kit);
  for (const { currency, scale, index } of named) {
    if (scales.get(currency) !== scale)
      return invalid('CURRENCY_UNKNOWN', ['benefits', String(index)], { currency });
  }
  return undefined;
}

/** Decimals of each point currency the ledger knows. */
export async function currencyScales(kit: ModuleKit): Promise<ReadonlyMap<string, number>> {
  const outcome = await kit.doors.get<LedgerDoor>('ledger').currencies(asModule(kit), {});
  if (!outcome.ok)
    throw new Error(`The ledger did not tell its currencies: ${outcome.refusal.code}`);
  return new Map(outcome.value.map(({ code, scale }) => [code, scale]));
}

export const refused = (refusal: Refusal): Outcome<never> =>
  refuse(refusal.kind, refusal.code, refusal.params, refusal.path);
