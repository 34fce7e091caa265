/** Contributions that add up: each one pushes the sum to one side, and one sees how far. */
import css from './desk.module.css';
import { sayDesk } from './desk-texts.ts';

export interface Contribution {
  readonly label: string;
  readonly value: number;
  readonly note?: string;
}

export function Waterfall({
  label,
  start = 0,
  origin = 0,
  contributions,
  total,
  format = (value) => `${value > 0 ? '+' : ''}${value}`,
}: {
  readonly label: string;
  readonly start?: number;
  /** What the steps are measured from: zero, or the score that everybody begins with. */
  readonly origin?: number;
  readonly contributions: readonly Contribution[];
  readonly total: { readonly label: string; readonly text: string };
  readonly format?: (value: number) => string;
}) {
  let sum = start;
  const steps = contributions.map((contribution) => {
    const from = sum;
    sum += contribution.value;
    return { ...contribution, from, to: sum };
  });
  const points = [start, ...steps.map(({ to }) => to), origin];
  const low = Math.min(...points);
  const span = Math.max(...points) - low || 1;
  const place = (value: number) => ((value - low) / span) * 100;
  return (
    <ul className={css.waterfall} aria-label={label}>
      {start === 0 ? null : (
        <li className={css.waterfallRow}>
          <span className={css.quiet}>{sayDesk('startsAt')}</span>
          <span />
          <span className={css.waterfallValue}>{start}</span>
        </li>
      )}
      {steps.map(({ label: name, value, note, from, to }) => (
        <li key={name} className={css.waterfallRow}>
          <span>
            {name}
            {note === undefined ? null : <span className={css.quiet}> {note}</span>}
          </span>
          <span className={css.waterfallTrack} aria-hidden="true">
            <span className={css.waterfallZero} style={{ left: `${place(origin)}%` }} />
            <span
              style={{
                left: `${Math.min(place(from), place(to))}%`,
                width: `${Math.abs(place(to) - place(from))}%`,
                background: value >= 0 ? 'var(--accent)' : 'var(--danger)',
              }}
            />
          </span>
          <span className={css.waterfallValue}>{format(value)}</span>
        </li>
      ))}
      <li className={css.waterfallRow} style={{ fontWeight: 600 }}>
        <span>{total.label}</span>
        <span />
        <span className={css.waterfallValue}>{total.text}</span>
      </li>
    </ul>
  );
}
