/** What the forms of the family wallet are put together from: how much goes in, and what may be spent. */
import { formatBps, formatDecimal } from '../../../format/numbers.ts';
import { TextField } from '../../../ui/field.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './account.module.css';

const SHARES = ['0', '1000', '2500', '5000', '10000'] as const;

/** Basis points; one that is none of the usual ones is among the choices too. */
export function ShareField({
  value,
  onChange,
}: {
  readonly value: number;
  readonly onChange: (bps: number) => void;
}) {
  const t = useMemberTexts();
  const shares = [...new Set([...SHARES.map(Number), value])].toSorted((one, two) => one - two);
  return (
    <div className={css.setting}>
      <span>{t('share')}</span>
      <Segments
        label={t('share')}
        value={String(value)}
        options={shares.map((bps) => ({ value: String(bps), label: formatBps(bps) }))}
        onChange={(text) => onChange(Number(text))}
      />
    </div>
  );
}

export interface Right {
  readonly spending: 'NONE' | 'LIMITED' | 'FULL';
  readonly perMonth: string;
}

const POINTS = /^[1-9]\d{0,8}$/;
export const isRight = ({ spending, perMonth }: Right): boolean =>
  spending !== 'LIMITED' || POINTS.test(perMonth.trim());
export const rightInput = ({ spending, perMonth }: Right) => ({
  spending,
  ...(spending === 'LIMITED' ? { perMonth: perMonth.trim() } : {}),
});

export function RightField({
  value,
  onChange,
}: {
  readonly value: Right;
  readonly onChange: (right: Right) => void;
}) {
  const t = useMemberTexts();
  return (
    <>
      <div className={css.setting}>
        <span>{t('mayUse')}</span>
        <Segments
          label={t('mayUse')}
          value={value.spending}
          options={(['FULL', 'LIMITED', 'NONE'] as const).map((spending) => ({
            value: spending,
            label: t(`${spending}Short`),
          }))}
          onChange={(spending) => onChange({ ...value, spending })}
        />
      </div>
      {value.spending === 'LIMITED' ? (
        <TextField
          label={t('perMonth')}
          inputMode="numeric"
          value={value.perMonth}
          onChange={(event) => onChange({ ...value, perMonth: event.target.value })}
        />
      ) : null}
    </>
  );
}

export function useRightWords() {
  const t = useMemberTexts();
  return ({
    spending,
    perMonth,
  }: {
    readonly spending: Right['spending'];
    readonly perMonth: string | null;
  }) =>
    spending === 'LIMITED' ? t('LIMITED', { amount: formatDecimal(perMonth ?? '0') }) : t(spending);
}

/** Ten digits as they are read aloud. */
export const spokenNo = (memberNo: string): string =>
  memberNo.replace(/(\d{3})(\d{3})(\d{4})/, '$1 $2 $3');
