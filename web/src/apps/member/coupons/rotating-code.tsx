/** A QR code that the server renews every minute, with how long it is still good and what can be read aloud instead. */
import { useEffect } from 'react';
import { QrCode } from '../../../ui/qr-code.tsx';
import { useIsOnline } from '../../../ui/use-is-online.ts';
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
  aloudHint,
  onRenew,
}: {
  readonly title: string;
  readonly text: string;
  readonly validUntil: string;
  /** Read aloud when nothing can scan. */
  readonly aloud: string;
  readonly label: string;
  readonly size?: number;
  /** Says what the text below is; a coupon's code when left out. */
  readonly aloudHint?: string;
  readonly onRenew: () => unknown;
}) {
  const t = useMemberTexts();
  const seconds = useRotation(validUntil, onRenew);
  const isOnline = useIsOnline();
  // Back on the line: a code that has ended in the meantime is renewed at once.
  useEffect(() => {
    if (isOnline && Date.parse(validUntil) <= Date.now()) void onRenew();
  }, [isOnline]);
  const isOver = !isOnline && seconds === 0;
  return (
    <section className={css.code}>
      <p>{title}</p>
      <span className={isOver ? `${css.frame} ${css.over}` : css.frame}>
        <QrCode text={text} label={label} size={size} />
      </span>
      {isOnline ? (
        <p className={css.hint} aria-live="off">
          {t('rotates', { seconds })}
        </p>
      ) : (
        <p className={css.offline} role="status">
          <strong>{t('offline')}</strong>
          <span>{isOver ? t('offlineOver') : t('offlineGood', { seconds })}</span>
        </p>
      )}
      <p className={css.hint}>{aloudHint ?? t('readAloud')}</p>
      <p className={css.aloud}>{aloud}</p>
    </section>
  );
}
