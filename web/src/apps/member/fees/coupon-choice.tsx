/** Coupons to pay with: every candidate with what it takes off, or the reason why not. */
import { formatMoney, toMinor } from '../../../format/numbers.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { inLocale } from '../../../i18n/locale.ts';
import { CheckRow } from '../../../ui/check-row.tsx';
import { Card, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import type { QuoteFees } from './bill-operations.ts';

interface Candidate {
  readonly id: string;
  readonly terms: { readonly name: { readonly zh: string; readonly en: string } };
}

export function CouponChoice({
  candidates,
  quoted,
  unwanted,
  onChange,
}: {
  readonly candidates: readonly Candidate[];
  readonly quoted: ResultOf<typeof QuoteFees>['validateBasket'] | undefined;
  readonly unwanted: readonly string[];
  readonly onChange: (unwanted: readonly string[]) => void;
}) {
  const t = useMemberTexts();
  return (
    <Section title={t('useCoupons')}>
      <Card>
        {candidates.length === 0 ? (
          <CheckRow checked={false} disabled title={t('noCouponFits')} />
        ) : null}
        {candidates.map(({ id, terms }) => {
          const applied = quoted?.applicable.find(({ coupon }) => coupon?.id === id);
          const refused = quoted?.refused.find(
            ({ coupon, named }) => coupon?.id === id || named === id,
          );
          return (
            <CheckRow
              key={id}
              checked={!unwanted.includes(id) && refused === undefined}
              disabled={refused !== undefined}
              onChange={(checked) => onChange(toggled(unwanted, id, !checked))}
              title={inLocale(terms.name)}
              hint={refused?.message}
              side={
                applied === undefined || toMinor(applied.discount) === 0n
                  ? undefined
                  : `−${formatMoney(applied.discount)}`
              }
            />
          );
        })}
      </Card>
    </Section>
  );
}

/** Nothing is not “minus nothing”. */
export const takenOff = (amount: string): string =>
  toMinor(amount) === 0n ? '—' : `−${formatMoney(amount)}`;

export function toggled(list: readonly string[], id: string, isIn: boolean): readonly string[] {
  const others = list.filter((each) => each !== id);
  return isIn ? [...others, id] : others;
}
