/** A state as a word on a soft ground; never told by colour alone. */
import css from './desk.module.css';
import { stateTone, stateWord, type Tone } from './words.ts';

export function Tag({
  tone,
  children,
}: {
  readonly tone: Tone;
  readonly children: React.ReactNode;
}) {
  return <span className={`${css.tag} ${css[`tone-${tone}`]}`}>{children}</span>;
}

export function StateTag({ state }: { readonly state: string }) {
  return <Tag tone={stateTone(state)}>{stateWord(state)}</Tag>;
}
