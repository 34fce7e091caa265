/** A QR code that the server renews every minute, with how long it is still good and what can be read aloud instead. */
import { QrCode } from '../../../ui/qr-code.tsx';
import { useRotation } from '../../../ui/use-rotating.ts';
import { useMemberTexts } from '../texts.ts';
import css from './coupon.module.css';

export function RotatingCode({
  title,
  text,
  validUntil,
  aloud,
  label,
  size = 208,
  onRenew,
}: {
  readonly title: string;
  readonly text: string;
  readonly validUntil: string;
  /** Read aloud when nothing can scan. */
  readonly aloud: string;
  readonly label: string;
  readonly size?: number;
  readonly onRenew: () => unknown;
}) {
  const t = useMemberTexts();
  const seconds = useRotation(validUntil, onRenew);
  return (
    <section className={css.code}>
      <p>{title}</p>
      <span className={css.frame}>
        <QrCode text={text} label={label} size={size} />
      </span>
      <p className={css.hint} aria-live="off">
        {t('rotates', { seconds })}
      </p>
      <p className={css.hint}>{t('readAloud')}</p>
      <p className={css.aloud}>{aloud}</p>
    </section>
  );
}
