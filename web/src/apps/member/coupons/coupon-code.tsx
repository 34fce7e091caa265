/** The code of one coupon, to be scanned or read aloud. */
import { QrCode } from '../../../ui/qr-code.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './coupon.module.css';

export function CouponCode({ code, name }: { readonly code: string; readonly name: string }) {
  const t = useMemberTexts();
  return (
    <section className={css.code}>
      <p>{t('showAtCounter')}</p>
      <span className={css.frame}>
        <QrCode text={code} label={`${name} ${code}`} size={200} />
      </span>
      <p className={css.hint}>{t('readAloud')}</p>
      <p className={css.aloud}>{code}</p>
    </section>
  );
}
