/** What the checks say of a statement that is being written; said aloud as well, once one pauses. */
import css from '../../../desk/desk.module.css';
import { Tag } from '../../../desk/state-tag.tsx';
import { formatShortMoney } from '../../../format/numbers.ts';
import { formatList, wordFor } from '../../../i18n/texts.ts';
import { FINDING_WORDS, useFirmFileTexts } from './file-texts.ts';
import own from './firm-orders.module.css';
import { useOrderTexts } from './order-texts.ts';
import { captionWord } from './statement-words.ts';

export interface ShownFinding {
  readonly code: string;
  readonly severity: string;
  readonly captions: readonly string[];
  readonly expected: string | null;
  readonly found: string;
}

export function StatementChecks({
  started,
  isChecking,
  failed,
  findings,
}: {
  readonly started: boolean;
  readonly isChecking: boolean;
  readonly failed: boolean;
  readonly findings: readonly ShownFinding[];
}) {
  const t = useOrderTexts();
  const f = useFirmFileTexts();
  const errors = findings.filter(({ severity }) => severity === 'ERROR').length;
  const unusual = findings.length - errors;
  return (
    <div className={own.checks} role="status">
      <div className={own.checksHead}>
        <strong>{f('findings')}</strong>
        {!started ? (
          <span className={`${css.small} ${css.quiet}`}>{t('nothingEntered')}</span>
        ) : failed ? (
          <Tag tone="warning">{t('checkFailed')}</Tag>
        ) : isChecking && findings.length === 0 ? (
          <span className={`${css.small} ${css.quiet}`}>{t('checking')}…</span>
        ) : findings.length === 0 ? (
          <Tag tone="good">{t('balanced')}</Tag>
        ) : (
          <>
            {errors === 0 ? null : <Tag tone="bad">{t('doubtful', { count: errors })}</Tag>}
            {unusual === 0 ? null : <Tag tone="warning">{t('unusual', { count: unusual })}</Tag>}
          </>
        )}
      </div>
      {findings.length === 0 ? null : (
        <ul>
          {findings.map(({ code, captions, found, expected }) => (
            <li key={`${code} ${captions.join()}`}>
              <strong>{wordFor(FINDING_WORDS, code)}</strong>{' '}
              {formatList(captions.map(captionWord))}
              {' · '}
              {f('found', { amount: formatShortMoney(found) })}
              {expected === null
                ? ''
                : ` · ${f(code === 'JUMP' ? 'yearBefore' : 'expected', { amount: formatShortMoney(expected) })}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
