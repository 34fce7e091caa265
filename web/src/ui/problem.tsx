/** Why an order was not done, beside the button that gave it. */

import type { Refusal } from '../graphql/commands.ts';
import { TooMany, Unreachable } from '../graphql/failures.ts';
import { useCommonTexts } from '../i18n/house-texts.ts';
import css from './problem.module.css';

export function Problem({
  refusal,
  failure,
}: {
  readonly refusal: Refusal | undefined;
  readonly failure: unknown;
}) {
  const t = useCommonTexts();
  const words =
    refusal !== undefined
      ? refusal.message
      : failure === undefined || failure === null
        ? undefined
        : failure instanceof Unreachable
          ? `${t('unreachable')}。${t('unreachableHint')}`
          : failure instanceof TooMany
            ? t('tooManyHint', { seconds: failure.seconds })
            : t('failed');
  return words === undefined ? null : (
    <p className={css.problem} role="alert">
      {words}
    </p>
  );
}
