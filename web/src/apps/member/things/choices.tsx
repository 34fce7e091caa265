/** One out of several, as radio buttons that look like tiles. */
import { useId } from 'react';
import css from './things.module.css';

export function Choices<Value extends string>({
  label,
  value,
  options,
  wide = false,
  roomy = false,
  showLabel = false,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly hint?: string;
  }[];
  readonly wide?: boolean;
  /** For words of a dozen characters, such as a span of time. */
  readonly roomy?: boolean;
  readonly showLabel?: boolean;
  readonly onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className={`${css.choices} ${wide ? css.wide : ''} ${roomy ? css.roomy : ''}`}>
      <legend className={showLabel ? css.legend : 'visually-hidden'}>{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            {option.label}
            {option.hint === undefined ? null : <small>{option.hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
