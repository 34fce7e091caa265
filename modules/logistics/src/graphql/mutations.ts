/** What can be ordered of logistics. Inputs are parsed here; every rule is behind the door. */
import { pointsToPayInput } from '@guildhall/coupon';
import {
  commandField,
  dateTimeInput,
  idInput,
  minorInput,
  namedInput,
  phoneInput,
} from '@guildhall/shared/graphql/index';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { LogisticsDoor } from '../door.ts';
import type * as v from '../views.ts';
import {
  type LogisticsBuilder,
  ParcelChannel,
  ParcelService,
  ParcelStep,
  type Ref,
} from './builder.ts';

interface Parts {
  readonly Parcel: Ref<v.ParcelView>;
  readonly Window: Ref<v.ErrandWindowView>;
  readonly Errand: Ref<v.ErrandView>;
}

const OWN_PEOPLE = ['system', 'clerk'] as const;
const OWN_PEOPLE_OR_MEMBER = ['system', 'clerk', 'member'] as const;

const depotCode = z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,31}$/);
const text = (max: number) => z.string().trim().min(1).max(max);
const waybillNo = z.string().regex(/^[A-Z]{2}\d{9}[A-Z]{2}$/);
const coupons = z.array(text(64)).max(20).optional().describe('Coupons to pay with: codes or ids.');
const points = pointsToPayInput('ParcelFeePointsInput').optional().describe('Points to pay with.');

/** What a command made, read back for the answer. */
async function shown<T>(
  outcome: Outcome<unknown>,
  load: () => Promise<T | null | undefined>,
): Promise<Outcome<T>> {
  if (!outcome.ok) return outcome;
  const found = await load();
  if (found === null || found === undefined) {
    throw new Error('What a command just stored cannot be read back');
  }
  return accept(found);
}

export function addMutations(builder: LogisticsBuilder, door: LogisticsDoor, parts: Parts): void {
  addParcelMutations(builder, door, parts);
  addWindowMutations(builder, door, parts);
  addErrandMutations(builder, door, parts);
}

const party = namedInput(
  'ParcelPartyInput',
  z.object({
    name: text(60).describe('Name.'),
    phone: phoneInput().describe('Telephone number.'),
    address: text(300).describe('Address.'),
  }),
);

function addParcelMutations(
  builder: LogisticsBuilder,
  door: LogisticsDoor,
  { Parcel }: Parts,
): void {
  commandField(builder, 'sendParcel', {
    description:
      'Takes a parcel in: fee by the tariff, paid with coupons and points where named. Members send their own.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      depotCode: depotCode.describe('Where it is handed in.'),
      service: ParcelService.default('STANDARD').describe('The service bought.'),
      channel: ParcelChannel.default('STORE').describe('Where it is ordered.'),
      weightGrams: z.int().min(1).max(100_000).describe('Weight, grams.'),
      sender: party.describe('Who sends it; kept sealed.'),
      recipient: party.describe('Who gets it; kept sealed.'),
      fromDistrict: text(50).describe('District it comes from.'),
      toDistrict: text(50).describe('District it goes to.'),
      senderId: idInput('mem')
        .optional()
        .describe('The sender, where it is a member; a member is always the sender.'),
      recipientId: idInput('mem').optional().describe('The recipient, where it is a member.'),
      sentAt: dateTimeInput().optional().describe('When it was handed in; now when left out.'),
      coupons,
      points,
    }),
    success: Parcel,
    execute: async (caller, input, { logistics }) => {
      const outcome = await door.sendParcel(caller, input);
      return shown(outcome, async () =>
        outcome.ok ? logistics.parcels.load(outcome.value.parcelId) : null,
      );
    },
  });
  commandField(builder, 'moveParcel', {
    description: 'Notes a step of a parcel, as scanned.',
    access: OWN_PEOPLE,
    input: z.object({
      waybillNo: waybillNo.describe('Number on the label.'),
      state: ParcelStep.describe('The step.'),
      place: text(64).describe('Depot, hub or district.'),
      occurredAt: dateTimeInput().optional().describe('When; now when left out.'),
    }),
    success: Parcel,
    execute: async (caller, input, { logistics }) => {
      const outcome = await door.moveParcel(caller, input);
      return shown(outcome, async () =>
        outcome.ok ? logistics.parcels.load(outcome.value.parcelId) : null,
      );
    },
  });
  commandField(builder, 'cancelParcel', {
    description: 'Calls a parcel off before the courier takes it; fee, points and coupons go back.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({ waybillNo: waybillNo.describe('Number on the label.') }),
    success: Parcel,
    execute: async (caller, input, { logistics }) => {
      const outcome = await door.cancelParcel(caller, input);
      return shown(outcome, async () =>
        outcome.ok ? logistics.parcels.load(outcome.value.parcelId) : null,
      );
    },
  });
}

const capacity = z.int().min(0).max(10_000);

function addWindowMutations(
  builder: LogisticsBuilder,
  door: LogisticsDoor,
  { Window }: Parts,
): void {
  commandField(builder, 'openErrandWindow', {
    description: "Opens a span of time in which a depot's couriers run errands.",
    access: OWN_PEOPLE,
    input: z.object({
      depotCode: depotCode.describe('The depot.'),
      startsAt: dateTimeInput().describe('Begin.'),
      endsAt: dateTimeInput().describe('End; later than the begin.'),
      fee: minorInput({ scale: 2, min: '0.00', max: '99999.99' }).describe(
        'What an errand costs, yuan.',
      ),
      capacity: capacity.describe('Errands that fit.'),
    }),
    success: Window,
    execute: async (caller, { fee, ...input }, { logistics }) => {
      const outcome = await door.openErrandWindow(caller, { ...input, feeMinor: fee });
      return shown(outcome, async () =>
        outcome.ok ? logistics.windows.load(outcome.value.windowId) : null,
      );
    },
  });
  commandField(builder, 'changeErrandCapacity', {
    description: 'Changes how many errands fit into a window; never below what is booked.',
    access: OWN_PEOPLE,
    input: z.object({
      windowId: idInput('ewn').describe('The window.'),
      capacity: capacity.describe('Errands that fit.'),
    }),
    success: Window,
    execute: async (caller, input, { logistics }) =>
      shown(await door.changeErrandCapacity(caller, input), () =>
        logistics.windows.load(input.windowId),
      ),
  });
}

function addErrandMutations(
  builder: LogisticsBuilder,
  door: LogisticsDoor,
  { Errand }: Parts,
): void {
  commandField(builder, 'bookErrand', {
    description:
      'Books an errand: a basket of the supermarket brought home in a window, its fee paid with an errand coupon where named.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      windowId: idInput('ewn').describe('When.'),
      basketId: idInput('bsk').describe(
        'The goods: a basket of the supermarket, of the member who gets them.',
      ),
      destination: text(300).describe('Where to; kept sealed.'),
      channel: ParcelChannel.default('APP').describe('Where it is ordered.'),
      coupons,
      points,
    }),
    success: Errand,
    execute: async (caller, input, { logistics }) => {
      const outcome = await door.bookErrand(caller, input);
      return shown(outcome, async () =>
        outcome.ok ? logistics.errands.load(outcome.value.errandId) : null,
      );
    },
  });
  const errand = z.object({ errandId: idInput('erd').describe('The errand.') });
  const steps = [
    ['collectErrand', 'Notes that the courier has the goods.', OWN_PEOPLE],
    ['completeErrand', 'Notes that the goods are at home.', OWN_PEOPLE],
    [
      'cancelErrand',
      'Calls an errand off before it begins; fee, points and coupons go back.',
      OWN_PEOPLE_OR_MEMBER,
    ],
    [
      'refundErrand',
      'Gives the fee of an errand that went wrong back, with points and coupons.',
      OWN_PEOPLE,
    ],
  ] as const;
  for (const [name, description, access] of steps) {
    commandField(builder, name, {
      description,
      access,
      input: errand,
      success: Errand,
      execute: async (caller, input, { logistics }) =>
        shown(await door[name](caller, input), () => logistics.errands.load(input.errandId)),
    });
  }
}
