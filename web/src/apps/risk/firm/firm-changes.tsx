/** What we knew of a firm on one day and on another, and what differs. */
import { DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import css from '../../../desk/desk.module.css';
import { DeskTable } from '../../../desk/desk-table.tsx';
import { Figure, Figures, Panel, Stack } from '../../../desk/page.tsx';
import { Tag } from '../../../desk/state-tag.tsx';
import { companyName } from '../../../desk/words.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { FACET_WORDS, FACT_WORDS, factText } from '../risk-words.ts';
import { FirmChanges as Operation } from './file-operations.ts';
import { CHANGE_WORDS, useFirmFileTexts } from './file-texts.ts';

type Change = NonNullable<ResultOf<typeof Operation>['firm']>['profileChanges']['changes'][number];

const BACK_DAYS = 90;
const ISO = 'YYYY-MM-DD';

/** The whole of that day in Shanghai: what was true and known at its end, today until now. */
function viewOf(day: string, today: string) {
  if (day === today) return undefined;
  const at = new Date(`${day}T23:59:59+08:00`).toISOString();
  return { trueAt: at, knownAt: at };
}

export function FirmChanges({ id }: { readonly id: string }) {
  const t = useFirmFileTexts();
  const today = dayjs().format(ISO);
  const [{ since = dayjs().subtract(BACK_DAYS, 'day').format(ISO), until = today }, setFilters] =
    useFilters(['since', 'until']);
  const to = viewOf(until, today);
  const query = useAsk(
    Operation,
    { id, from: viewOf(since, today) ?? {}, ...(to === undefined ? {} : { to }) },
    { keepPrevious: true },
  );
  const pick = (name: 'since' | 'until', label: string, value: string) => (
    <DatePicker
      aria-label={label}
      value={dayjs(value)}
      allowClear={false}
      maxDate={dayjs()}
      onChange={(day: Dayjs | null) => setFilters({ [name]: day?.format(ISO) ?? null })}
    />
  );
  return (
    <Stack>
      <div className={css.filters}>
        <span className={css.quiet}>{t('from')}</span>
        {pick('since', t('from'), since)}
        <span className={css.quiet}>{t('to')}</span>
        {pick('until', t('to'), until)}
      </div>
      <Asked query={query}>
        {({ firm }) => {
          if (firm === null) return <EmptyState />;
          const { completeness, changes } = firm.profileChanges;
          return (
            <Stack>
              <Figures>
                {completeness.map(({ facet, before, after }) => (
                  <Figure
                    key={facet}
                    label={wordFor(FACET_WORDS, facet)}
                    value={before === after ? `${after}%` : `${before}% → ${after}%`}
                  />
                ))}
              </Figures>
              {changes.length === 0 ? (
                <EmptyState title={t('noChanges')} icon="check" />
              ) : (
                <Panel title={t('changes')} hint={t('changesHint')} flush>
                  <Changes changes={changes} />
                </Panel>
              )}
            </Stack>
          );
        }}
      </Asked>
    </Stack>
  );
}

function Changes({ changes }: { readonly changes: readonly Change[] }) {
  const t = useFirmFileTexts();
  const said = (side: Change['before'], type: string) =>
    side === null ? (
      '—'
    ) : (
      <span style={{ display: 'block', maxWidth: 320, overflowWrap: 'anywhere' }}>
        {factText(side.fact.value, type)}
        <div className={`${css.small} ${css.quiet}`}>{companyName(side.fact.subsidiary)}</div>
      </span>
    );
  return (
    <DeskTable
      label={t('changes')}
      rows={changes}
      rowKey={({ type, item }) => `${type} ${item}`}
      columns={[
        {
          key: 'fact',
          title: t('fact'),
          phone: 'title',
          render: ({ type, item }) => (
            <>
              {wordFor(FACT_WORDS, type)}
              {item === '' ? null : <div className={`${css.small} ${css.quiet}`}>{item}</div>}
            </>
          ),
        },
        {
          key: 'kind',
          title: t('change'),
          phone: 'mark',
          render: ({ kind }) => (
            <Tag
              tone={
                kind === 'CHANGED' || kind === 'REMOVED'
                  ? 'warning'
                  : kind === 'WENT_STALE'
                    ? 'neutral'
                    : 'info'
              }
            >
              {wordFor(CHANGE_WORDS, kind)}
            </Tag>
          ),
        },
        { key: 'before', title: t('before'), render: ({ before, type }) => said(before, type) },
        { key: 'after', title: t('after'), render: ({ after, type }) => said(after, type) },
      ]}
    />
  );
}
