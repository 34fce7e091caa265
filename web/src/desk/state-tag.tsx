/** A state as a word on a soft ground; never told by colour alone. */
import css from './desk.module.css';
import { stateTone, stateWord, type Tone } from './words.ts';

/** A class for each tone, also for notes and bars. */
export const TONES: Readonly<Record<Tone, string | undefined>> = {
  good: css.toneGood,
  info: css.toneInfo,
  warning: css.toneWarning,
  bad: css.toneBad,
  neutral: css.toneNeutral,
};

export function Tag({
  tone,
  children,
}: {
  readonly tone: Tone;
  readonly children: React.ReactNode;
}) {
  return <span className={`${css.tag} ${TONES[tone]}`}>{children}</span>;
}

export function StateTag({ state }: { readonly state: string }) {
  return <Tag tone={stateTone(state)}>{stateWord(state)}</Tag>;
}
