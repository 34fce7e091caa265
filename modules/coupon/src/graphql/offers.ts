/** Offers and what they refer to: listed, created, revised, published, paused, resumed, ended. */
import {
  argsOf,
  commandField,
  connectionType,
  decimalInput,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { subsidiaryOf } from '@guildhall/shared/principal';
import { z } from 'zod';
import { readsEverything } from '../application/access.ts';
import { currencyScales } from '../application/check-definition.ts';
import type { OfferChanged } from '../application/manage-offers.ts';
import type { CouponService } from '../service.ts';
import { listOffers, type OfferRow, offersById } from '../storage/offers.ts';
import { OfferStateEnum } from './enums.ts';
import { offerFields, toDefinition } from './offer-input.ts';
import type { B, OfferRef } from './offer-type.ts';
import { withFaults } from './session.ts';

const filterSchema = z.object({
  states: z.array(OfferStateEnum).min(1).max(5).optional().describe('Only offers in these states.'),
});

export function addOffers(
  builder: B,
  kit: ModuleKit,
  service: CouponService,
  Offer: OfferRef,
): void {
  addOfferQueries(builder, kit, Offer);
  addOfferCommands(builder, kit, service, Offer);
}

function addOfferQueries(builder: B, kit: ModuleKit, Offer: OfferRef): void {
  builder.queryFields((t) => ({
    offer: t.field({
      type: Offer,
      nullable: true,
      description:
        'One offer; null when there is none. Drafts are shown to operators and auditors only.',
      access: ['member', 'system', 'clerk', 'operator', 'auditor'],
      args: argsOf(builder, 'offer', z.object({ id: idInput('off').describe('The offer.') })),
      resolve: async (_root, { id }, { offers, caller }) => {
        const row = await offers.load(id);
        return row === null || (row.liveVersion === null && !readsEverything(caller)) ? null : row;
      },
    }),
    offers: t.field({
      type: connectionType(builder, 'Offer', Offer, { description: 'Offers, by code.' }),
      description:
        'Offers by code: a subsidiary sees those that concern it, members the published ones.',
      access: ['member', 'system', 'clerk', 'operator', 'auditor'],
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'OfferFilter', filterSchema),
          description: 'Which offers.',
        }),
      },
      resolve: (_root, args, { caller }) => {
        const own = subsidiaryOf(caller);
        const asked = args.filter?.states;
        const states = readsEverything(caller)
          ? asked
          : (asked ?? OfferStateEnum.options).filter((state) => state !== 'DRAFT');
        return paginate(args, {
          load: ({ limit, after }) =>
            listOffers(
              kit.db.sql(),
              {
                ...(states === undefined ? {} : { states }),
                ...(readsEverything(caller) || own === undefined ? {} : { concerning: own }),
              },
              { limit, ...(after === undefined ? {} : { after: String(after[0]) }) },
            ),
          keyOf: ({ code }) => [code],
        });
      },
    }),
  }));
}

function addOfferCommands(
  builder: B,
  kit: ModuleKit,
  service: CouponService,
  Offer: OfferRef,
): void {
  const shown = async (changed: Outcome<OfferChanged>): Promise<Outcome<OfferRow>> => {
    if (!changed.ok) return changed;
    const [row] = await offersById(kit.db.sql(), [changed.value.offerId]);
    if (row === undefined) throw new Error('An offer cannot vanish');
    return accept(row);
  };
  commandField(builder, 'createOffer', {
    description:
      'Creates an offer as a draft. Conditions are checked; a mistake is answered with its place.',
    access: ['operator'],
    input: z.object({
      code: z
        .string()
        .regex(/^[A-Z0-9][A-Z0-9-]{1,63}$/)
        .describe('Capitals, digits and dashes; unique.'),
      owner: z
        .string()
        .min(1)
        .max(64)
        .default('group')
        .describe('Who answers for it: a company, or `group`.'),
      ...offerFields,
    }),
    success: Offer,
    execute: (caller, { idempotencyKey, code, owner, ...fields }) =>
      withFaults(async () => {
        const definition = toDefinition(fields, await currencyScales(kit));
        return shown(
          await service.createOffer(caller, { idempotencyKey, code, owner, definition }),
        );
      }),
  });
  commandField(builder, 'reviseOffer', {
    description:
      'Makes the next version of an offer, as a draft; publishing makes it the one that grants.',
    access: ['operator'],
    input: z.object({ offerId: idInput('off').describe('The offer.'), ...offerFields }),
    success: Offer,
    execute: (caller, { idempotencyKey, offerId, ...fields }) =>
      withFaults(async () => {
        const definition = toDefinition(fields, await currencyScales(kit));
        return shown(await service.reviseOffer(caller, { idempotencyKey, offerId, definition }));
      }),
  });
  const moves = [
    ['publishOffer', 'Makes the newest version the one that grants, from its start on.'],
    ['pauseOffer', 'Stops an offer for now.'],
    ['resumeOffer', 'Lets a paused offer go on.'],
    ['endOffer', 'Ends an offer for good; its coupons stay good until they expire.'],
  ] as const;
  for (const [name, description] of moves) {
    commandField(builder, name, {
      description,
      access: ['operator'],
      input: z.object({ offerId: idInput('off').describe('The offer.') }),
      success: Offer,
      execute: async (caller, input) => shown(await service[name](caller, input)),
    });
  }
}

export function addSettings(builder: B, service: CouponService): void {
  const Tender = builder.objectRef<{ readonly currency: string }>('PointsTenderSet').implement({
    description: 'Points of this currency pay at the counter from now on.',
    fields: (t) => ({
      currency: t.exposeString('currency', { description: 'Code of the point currency.' }),
    }),
  });
  commandField(builder, 'setPointsTender', {
    description: 'Says how much money points pay at the counter.',
    access: ['operator'],
    input: z.object({
      currency: z.string().min(2).max(16).describe('Code of the point currency.'),
      pointsPerCny: decimalInput({ scale: 8, min: '0.00000001' }).describe(
        'Points that pay for one CNY.',
      ),
      maxShareBps: z
        .int()
        .min(1)
        .max(10_000)
        .default(10_000)
        .describe('At most this share of what is left after coupons.'),
    }),
    success: Tender,
    execute: (caller, input) => service.setPointsTender(caller, input),
  });
}
