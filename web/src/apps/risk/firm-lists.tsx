/** The list entries of a firm, each with every step that somebody took. */
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { Facts, Panel, Stack } from '../../desk/page.tsx';
import { StateTag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { companyName, stateWord } from '../../desk/words.ts';
import { formatDate } from '../../format/dates.ts';
import { formatList, wordFor } from '../../i18n/texts.ts';
import { EmptyState } from '../../ui/states.tsx';
import type { FirmView } from './firm-page.tsx';
import { Person } from './people.tsx';
import { useRiskTexts } from './risk-texts.ts';
import { ACT_WORDS, LISTING_REASON_WORDS } from './risk-words.ts';

type Entry = FirmView['listEntries'][number];

export function FirmLists({ firm }: { readonly firm: FirmView }) {
  const t = useRiskTexts();
  if (firm.listEntries.length === 0) return <EmptyState title={t('notListed')} icon="check" />;
  return (
    <Stack>
      {firm.listEntries.map((entry) => (
        <EntryShown key={entry.id} entry={entry} />
      ))}
    </Stack>
  );
}

function EntryShown({ entry }: { readonly entry: Entry }) {
  const t = useRiskTexts();
  return (
    <Panel
      title={
        <Link to={`/risk/lists/${entry.id}`}>
          {stateWord(entry.list)} · {wordFor(LISTING_REASON_WORDS, entry.reasonCode)}
        </Link>
      }
      hint={entry.note ?? undefined}
      extra={<StateTag state={entry.state} />}
    >
      <Stack>
        <Facts
          items={[
            [
              t('scope'),
              entry.scope.length === 0 ? t('wholeGroup') : formatList(entry.scope.map(companyName)),
            ],
            [t('effective'), formatDate(entry.effectiveOn)],
            [t('review'), formatDate(entry.reviewOn)],
          ]}
        />
        <Steps steps={entry.steps} />
      </Stack>
    </Panel>
  );
}

export function Steps({ steps }: { readonly steps: Entry['steps'] }) {
  return (
    <ul className={css.timeline}>
      {[...steps].reverse().map((step) => (
        <li key={step.no}>
          <div className={css.timelineHead}>
            <strong>{wordFor(ACT_WORDS, step.act)}</strong>
            <span className={`${css.small} ${css.quiet}`}>
              <Person id={step.person} /> · <When at={step.at} exact />
            </span>
          </div>
          <p className={`${css.small} ${css.quiet}`}>
            {stateWord(step.to)}
            {step.note === null ? '' : ` · ${step.note}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
