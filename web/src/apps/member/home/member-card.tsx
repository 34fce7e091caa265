/** The card: tier, number, points, and how far the next tier is. */
import { Link } from 'react-router';
import { formatDay } from '../../../format/dates.ts';
import { formatDecimal, perMille } from '../../../format/numbers.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { Icon } from '../../../ui/icons.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './member-card.module.css';

export const MemberCardParts = graphql(`
  fragment MemberCardParts on Member {
    memberNo
    pointBalances {
      available
      pending
      held
      debt
      nextExpiry
      nextExpiryAt
      currency {
        code
        name
        spendable
      }
    }
    tiers {
      programme
      qualifying
      missing
      missingBy
      graceUntil
      tier {
        code
        name
      }
      nextTier {
        code
        name
        threshold
      }
    }
  }
`);

type Card = ResultOf<typeof MemberCardParts>;

export function MemberCard({ card }: { readonly card: Card }) {
  const t = useMemberTexts();
  const [tier] = card.tiers ?? [];
  const points = (card.pointBalances ?? []).find(({ currency }) => currency.spendable);
  return (
    <section className={css.card}>
      <div className={css.top}>
        <Link to="/me/tier" className={css.tier}>
          {tier?.tier?.name ?? t('noTier')}
          <Icon name="chevron" size={14} />
        </Link>
        <Link to="/me/code" className={css.show} aria-label={t('showCode')}>
          <Icon name="qr" size={26} />
        </Link>
      </div>
      <Link to="/me/points" className={css.points}>
        <span className={css.count}>{formatDecimal(points?.available ?? '0')}</span>
        <span className={css.unit}>{points?.currency.name ?? t('pointsAvailable')}</span>
      </Link>
      <PointNotes points={points} />
      {tier === undefined ? null : <Progress tier={tier} />}
      <span className={css.number}>
        {t('memberNo', { no: card.memberNo.replace(/(\d{3})(\d{3})(\d{4})/, '$1 $2 $3') })}
      </span>
    </section>
  );
}

function PointNotes({
  points,
}: {
  readonly points: NonNullable<Card['pointBalances']>[number] | undefined;
}) {
  const t = useMemberTexts();
  if (points === undefined) return null;
  const { pending, held, debt, nextExpiry, nextExpiryAt } = points;
  const isNone = (amount: string) => /^0(\.0+)?$/.test(amount);
  const notes = [
    ...(isNone(pending) ? [] : [t('pointsPending', { count: formatDecimal(pending) })]),
    ...(isNone(held) ? [] : [t('pointsHeld', { count: formatDecimal(held) })]),
    ...(isNone(debt) ? [] : [t('pointsDebt', { count: formatDecimal(debt) })]),
    ...(nextExpiry === null || nextExpiryAt === null
      ? []
      : [t('pointsExpire', { count: formatDecimal(nextExpiry), date: formatDay(nextExpiryAt) })]),
  ];
  return notes.length === 0 ? null : <span className={css.notes}>{notes.join(' · ')}</span>;
}

function Progress({ tier }: { readonly tier: NonNullable<Card['tiers']>[number] }) {
  const t = useMemberTexts();
  const { nextTier, missing, qualifying, graceUntil } = tier;
  if (nextTier === null || missing === null)
    return <span className={css.notes}>{t('tierTop')}</span>;
  const share = perMille(qualifying, nextTier.threshold) / 10;
  return (
    <div className={css.progress}>
      <div
        className={css.bar}
        role="progressbar"
        aria-label={t('tierProgress')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share)}
      >
        <span style={{ width: `${share}%` }} />
      </div>
      <span className={css.notes}>
        {t('tierNext', { count: formatDecimal(missing), tier: nextTier.name })}
        {graceUntil === null ? '' : ` · ${t('tierGrace', { date: formatDay(graceUntil) })}`}
      </span>
    </div>
  );
}
