/** A kind of points, with what holds for all of them. */
import { formatAmount } from '@guildhall/shared/amounts';
import { enumType } from '@guildhall/shared/graphql/index';
import type { Principal } from '@guildhall/shared/principal';
import type { Currency } from '../door/programme.ts';
import { type FieldsOf, type LedgerBuilder, type Ref, seesAll } from './context.ts';
import { ExpiryKindEnum } from './enums.ts';

export function addCurrency(builder: LedgerBuilder): Ref<Currency> {
  return builder.objectRef<Currency>('PointCurrency').implement({
    description: 'A kind of points.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Its code, such as POINT.' }),
      name: t.string({
        description: "Its name in the caller's language.",
        resolve: ({ name }, _args, { locale }) => (locale === 'en' ? name.en : name.zh),
      }),
      scale: t.exposeInt('scale', { description: 'Decimals of its amounts.' }),
      qualifying: t.exposeBoolean('qualifying', { description: 'Whether it counts for tiers.' }),
      spendable: t.exposeBoolean('spendable', { description: 'Whether it can be spent.' }),
      expiryKind: t.field({
        type: enumType(builder, ExpiryKindEnum),
        description: 'How long its points live when an earn does not say.',
        resolve: ({ expiry }) => expiry.kind,
      }),
      expiryCount: t.int({
        nullable: true,
        description: 'How many months, days or years, by the kind of expiry; none for NEVER.',
        resolve: ({ expiry }) =>
          expiry.kind === 'AFTER_MONTHS'
            ? expiry.months
            : expiry.kind === 'AFTER_DAYS'
              ? expiry.days
              : expiry.kind === 'END_OF_YEAR'
                ? expiry.years
                : null,
      }),
      graceDays: t.exposeInt('graceDays', {
        description: 'Days after expiry in which points can still be spent.',
      }),
      extendOnEarn: t.exposeBoolean('extendOnEarn', {
        description: 'Whether an earn lets all open points live as long as its own.',
      }),
      transferLimit: limitField(
        t,
        'The most a member may send at once; no limit when null.',
        (row) => row.transferLimitMinor,
      ),
      transferDailyLimit: limitField(
        t,
        'The most a member may send in one day (Asia/Shanghai); no limit when null.',
        (row) => row.transferDailyLimitMinor,
      ),
      ceiling: limitField(
        t,
        'The most a member may have; no limit when null.',
        (row) => row.ceilingMinor,
      ),
      fourEyesLimit: limitField(
        t,
        'Adjustments above it wait for a second person. For operators and auditors.',
        (row, caller) => (seesAll(caller) ? row.fourEyesLimitMinor : null),
      ),
    }),
  });
}

function limitField(
  t: FieldsOf<Currency>,
  description: string,
  minor: (row: Currency, caller: Principal) => bigint | null,
) {
  return t.field({
    type: 'Decimal',
    nullable: true,
    description,
    resolve: (row, _args, { caller }) => {
      const limit = minor(row, caller);
      return limit === null ? null : formatAmount(limit, row.scale);
    },
  });
}
