/** What counters were refused, and why: for the member, the company and auditors, each in their own words. */
import {
  connectionType,
  dateTimeInput,
  defineEnum,
  enumType,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { z } from 'zod';
import { readsEverything } from '../application/access.ts';
import type { CouponTraced } from '../domain/coupons/trace-redemption.ts';
import { ruleInWords } from '../domain/plain-words/rule-words.ts';
import {
  listSessionDecisions,
  type SessionDecision,
  type SessionDecisionFilter,
} from '../storage/session-decisions.ts';
import type { CouponRef, MemberRef } from './coupon-type.ts';
import type { ClauseRef } from './explain.ts';
import { audienceArgs, audienceOf, clausesInWords } from './in-words.ts';
import { showMoney } from './offer-input.ts';
import type { B } from './offer-type.ts';
import { refusalMessage } from './refusal-words.ts';

const StepEnum = defineEnum('SessionStep', 'What a counter asked.', {
  VALIDATE: 'What would apply.',
  RESERVE: 'To hold coupons and points.',
});

const filterSchema = z.object({
  memberId: idInput('mem').optional().describe('Of this member.'),
  subsidiary: z.string().max(64).optional().describe('At this company.'),
  storeCode: z.string().max(64).optional().describe('At this store.'),
  couponId: idInput('cpn').optional().describe('About this coupon.'),
  code: z.string().max(64).optional().describe('With this reason, such as COUPON_EXPIRED.'),
  from: dateTimeInput().optional().describe('From this moment on.'),
  before: dateTimeInput().optional().describe('Before this moment.'),
});

export function addSessionDecisions(
  builder: B,
  kit: ModuleKit,
  Coupon: CouponRef,
  Member: MemberRef,
  Clause: ClauseRef,
): void {
  const Traced = tracedType(builder, Coupon, Clause);
  const Decision = builder.objectRef<SessionDecision>('SessionDecision').implement({
    description: 'What a counter was told when something did not apply.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'UUID.' }),
      step: t.field({
        type: enumType(builder, StepEnum),
        description: 'What it asked.',
        resolve: ({ step }) => step,
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'For whom.',
        resolve: ({ memberId }) => ({ id: memberId }),
      }),
      subsidiary: t.exposeString('subsidiary', { description: 'Company that asked.' }),
      storeCode: t.exposeString('storeCode', { nullable: true, description: 'Its store.' }),
      decidedAt: t.field({
        type: 'DateTime',
        description: 'When.',
        resolve: ({ decidedAt }) => decidedAt,
      }),
      amount: t.field({
        type: 'Decimal',
        description: 'What was to be paid, CNY.',
        resolve: ({ basket }) =>
          showMoney(basket.lines.reduce((all, { amountMinor }) => all + amountMinor, 0n)),
      }),
      coupons: t.field({
        type: [Traced],
        description: 'Coupon by coupon.',
        resolve: ({ coupons }) => [...coupons],
      }),
      code: t.string({
        nullable: true,
        description:
          'The no of the whole checkout, in capitals; null where only single coupons did not apply.',
        resolve: ({ refusal }) => refusal?.code ?? null,
      }),
      message: t.string({
        nullable: true,
        description: "The same in the caller's language.",
        resolve: ({ refusal }, _args, { locale }) =>
          refusal === null ? null : refusalMessage(refusal, locale),
      }),
    }),
  });
  builder.queryField('sessionDecisions', (t) =>
    t.field({
      type: connectionType(builder, 'SessionDecision', Decision, {
        description: 'What counters were refused, the newest first.',
      }),
      description:
        'What counters were refused and why, the newest first: members see their own, a company its own counters, operators and auditors all.',
      access: ['member', 'system', 'clerk', 'operator', 'auditor'],
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'SessionDecisionFilter', filterSchema),
          description: 'Which ones.',
        }),
      },
      resolve: (_root, args, { caller }) => {
        const filter = narrowed(caller, args.filter ?? {});
        return paginate(args, {
          load: async ({ limit, after }) =>
            filter === undefined
              ? []
              : listSessionDecisions(kit.db.sql(), filter, {
                  limit,
                  ...(after === undefined
                    ? {}
                    : { after: [new Date(String(after[0])), String(after[1])] as const }),
                }),
          keyOf: ({ decidedAt, id }) => [decidedAt.toISOString(), id],
        });
      },
    }),
  );
}

function narrowed(
  caller: Principal,
  filter: SessionDecisionFilter,
): SessionDecisionFilter | undefined {
  if (readsEverything(caller)) return filter;
  if (caller.kind === 'member') return { ...filter, memberId: caller.memberId };
  const own = subsidiaryOf(caller);
  if (own === undefined) return undefined;
  return filter.subsidiary === undefined || filter.subsidiary === own
    ? { ...filter, subsidiary: own }
    : undefined;
}

function tracedType(builder: B, Coupon: CouponRef, Clause: ClauseRef) {
  return builder.objectRef<CouponTraced>('CouponDecision').implement({
    description: 'What became of one coupon, and by which rules.',
    fields: (t) => ({
      named: t.exposeString('named', {
        description: 'As it was named; codes are cut short, since a code is worth money.',
      }),
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description: 'The coupon, where there is one.',
        resolve: ({ couponId }, _args, { coupons }) =>
          couponId === null ? null : coupons.load(couponId),
      }),
      applied: t.boolean({
        description: 'Whether it applied.',
        resolve: ({ outcome }) => outcome === 'APPLIED',
      }),
      discount: t.field({
        type: 'Decimal',
        description: 'What it took off, CNY.',
        resolve: ({ discountMinor }) => showMoney(discountMinor),
      }),
      code: t.exposeString('code', {
        nullable: true,
        description: 'Why not, in capitals; the first reason in precedence order.',
      }),
      message: t.string({
        nullable: true,
        description: "Why not, and what would unlock it, in the caller's language.",
        resolve: ({ code, params }, _args, { locale }) =>
          code === null ? null : refusalMessage({ code, params }, locale),
      }),
      words: t.stringList({
        description: "Rule by rule, in words for the reader and the caller's language.",
        args: audienceArgs(builder, 'CouponDecision.words'),
        resolve: ({ rules, condition }, args, { caller, locale }) => {
          const audience = args.audience ?? audienceOf(caller);
          const told = rules.filter(({ holds }) => audience !== 'MEMBER' || !holds);
          return [
            ...told.map(({ rule, holds }) => ruleInWords(rule, holds, audience, locale)),
            ...clausesInWords(condition, audience, locale),
          ];
        },
      }),
      condition: t.field({
        type: Clause,
        nullable: true,
        description: 'Its own condition, clause by clause, on the facts of then.',
        resolve: ({ condition }) => condition,
      }),
    }),
  });
}
