/** Explanations in words for who reads them: a member what is missing, a clerk each point, an auditor the rule itself. */
import { argsOf, defineEnum } from '@guildhall/shared/graphql/index';
import type { Locale } from '@guildhall/shared/messages';
import type { Principal } from '@guildhall/shared/principal';
import { z } from 'zod';
import type { OfferExplained } from '../application/explain-decision.ts';
import type { ClauseExplained } from '../domain/conditions/condition.ts';
import type { OfferOutcome } from '../domain/granting/decide-grants.ts';
import type { Audience } from '../domain/plain-words/rule-words.ts';
import type { CouponContext } from './context.ts';
import { effectsInWords } from './effects-in-words.ts';
import type { B } from './offer-type.ts';
import { outcomeMessage } from './outcome-words.ts';
import { clauseInWords } from './refusal-words.ts';

export const AudienceEnum = defineEnum('ExplanationReader', 'Whom an explanation is worded for.', {
  MEMBER: 'What was given, or what is missing.',
  CLERK: 'Each point that was checked.',
  AUDITOR: 'Each point with its rule, code and facts.',
});

export const audienceArgs = (builder: B, place: string) =>
  argsOf(
    builder,
    place,
    z.object({
      audience: AudienceEnum.optional().describe('The reader; the caller when left out.'),
    }),
  );

export function audienceOf(caller: Principal): Audience {
  if (caller.kind === 'member') return 'MEMBER';
  const reads = caller.kind === 'staff' && caller.roles.some((role) => role !== 'clerk');
  return reads ? 'AUDITOR' : 'CLERK';
}

/** The single clauses under a node, in order. */
function leaves(clause: ClauseExplained): readonly ClauseExplained[] {
  return clause.clauses.length === 0 || clause.operator === 'NOT'
    ? [clause]
    : clause.clauses.flatMap(leaves);
}

export function clausesInWords(
  condition: ClauseExplained | null,
  audience: Audience,
  locale: Locale,
): readonly string[] {
  if (condition === null || condition.text === 'true') return [];
  const told = leaves(condition).filter(({ holds }) => audience !== 'MEMBER' || holds !== true);
  const missing = locale === 'zh-CN' ? '未满足：' : 'Not met: ';
  return told.map(({ text, holds, stumbled }) => {
    const words = clauseInWords(text, locale);
    if (audience === 'MEMBER') return `${missing}${words}`;
    const mark = holds === true ? '✓' : '✗';
    const why = stumbled === undefined ? '' : ` (${stumbled})`;
    return audience === 'AUDITOR' ? `${mark} ${words} [${text}]${why}` : `${mark} ${words}`;
  });
}

/**
 * Head, what was given or taken, and the clauses that decided it. A member is not told each clause of what they got or
 * keep: only what is missing.
 */
export async function outcomeInWords(
  { outcome, condition, effects }: OfferExplained,
  audience: Audience,
  context: CouponContext,
): Promise<readonly string[]> {
  const { code, version } = outcome;
  const message = await outcomeSaid(outcome, context);
  const head = audience === 'AUDITOR' ? `${message} [${code}, v${version}]` : message;
  const told = await effectsInWords(effects, context);
  const enough = audience === 'MEMBER' && ['GRANTED', 'KEPT', 'REDUCED'].includes(code);
  const clauses = enough ? [] : clausesInWords(condition, audience, context.locale);
  return [head, ...told, ...clauses];
}

/** The outcome by itself, with the names of the offers that were better. */
export async function outcomeSaid(
  outcome: Pick<OfferOutcome, 'code' | 'params'>,
  context: CouponContext,
): Promise<string> {
  const ids = (outcome.params.by ?? '').split(' ').filter((id) => id !== '');
  const rivals = new Map<string, string>();
  for (const id of ids) {
    const name = await offerName(id, context);
    if (name !== undefined) rivals.set(id, name);
  }
  return outcomeMessage(outcome, context.locale, await context.names(), rivals);
}

async function offerName(offerId: string, context: CouponContext): Promise<string | undefined> {
  const row = await context.offers.load(offerId);
  if (row?.liveVersion == null) return undefined;
  const offer = await context.versions.load({ offerId, version: row.liveVersion });
  const name = offer?.definition.name;
  return context.locale === 'zh-CN' ? name?.zh : name?.en;
}
