/** How far a batch has come: a bar with its figures, and how long it will about go on. */
import { Progress } from 'antd';
import css from '../../desk/desk.module.css';
import { formatDecimal } from '../../format/numbers.ts';
import { useBatchTexts } from './batch-texts.ts';

interface Made {
  readonly state: string;
  readonly made: number;
  readonly size: number;
  readonly progressBps: number;
  readonly secondsLeft: number | null;
}

const MINUTE = 60;

export function BatchProgress({ of }: { readonly of: Made }) {
  const t = useBatchTexts();
  const { state, made, size, progressBps, secondsLeft } = of;
  const figures = t('madeOf', {
    made: formatDecimal(String(made)),
    size: formatDecimal(String(size)),
  });
  const time =
    secondsLeft === null
      ? undefined
      : secondsLeft < 2 * MINUTE
        ? t('seconds', { count: secondsLeft })
        : t('minutes', { count: Math.round(secondsLeft / MINUTE) });
  return (
    <div style={{ minWidth: 140 }}>
      <Progress
        percent={Math.floor(progressBps / 100)}
        size="small"
        showInfo={false}
        strokeColor="var(--accent)"
        status={state === 'PAUSED' || state === 'CLOSED' ? 'normal' : 'active'}
        aria-label={t('progress')}
        aria-valuetext={figures}
      />
      <div className={`${css.small} ${css.quiet} ${css.amount}`}>
        {figures}
        {time === undefined ? null : ` · ${t('left', { time })}`}
      </div>
    </div>
  );
}
