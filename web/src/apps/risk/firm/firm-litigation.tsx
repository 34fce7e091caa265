/** Litigation as a report: cases by weight, enforcements, and courts' lists with the day on which each ends. */
import css from '../../../desk/desk.module.css';
import { DeskTable } from '../../../desk/desk-table.tsx';
import { Figure, Figures, Panel, Stack } from '../../../desk/page.tsx';
import { Tag } from '../../../desk/state-tag.tsx';
import { formatDate } from '../../../format/dates.ts';
import { formatShortMoney } from '../../../format/numbers.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { FirmLitigation as Operation } from './file-operations.ts';
import {
  CASE_OUTCOME_WORDS,
  COURT_LIST_WORDS,
  END_BASIS_WORDS,
  ROLE_WORDS,
  STAGE_WORDS,
  useFirmFileTexts,
} from './file-texts.ts';

const money = (amount: string | null) => (
  <span className={css.amount}>{amount === null ? '—' : formatShortMoney(amount)}</span>
);

export function FirmLitigation({ id }: { readonly id: string }) {
  const t = useFirmFileTexts();
  const query = useAsk(Operation, { id });
  return (
    <Asked query={query}>
      {({ firm }) => {
        const report = firm?.litigation;
        if (
          report === undefined ||
          report.cases.length + report.enforcements.length + report.courtListings.length === 0
        )
          return <EmptyState title={t('noLitigation')} icon="check" />;
        return (
          <Stack>
            <Figures>
              <Figure label={t('severity')} value={report.severity} note={t('severityHint')} />
              <Figure label={t('cases')} value={report.cases.length} />
              <Figure
                label={t('enforcements')}
                value={report.enforcements.filter(({ open }) => open).length}
              />
              <Figure
                label={t('listings')}
                value={report.courtListings.filter(({ inForce }) => inForce).length}
              />
            </Figures>
            {report.cases.length === 0 ? null : (
              <Panel title={t('cases')} flush>
                <DeskTable
                  label={t('cases')}
                  rows={report.cases}
                  rowKey={({ caseNo }) => caseNo}
                  columns={[
                    {
                      key: 'no',
                      title: t('caseNo'),
                      phone: 'title',
                      render: ({ caseNo, court }) => (
                        <>
                          {caseNo}
                          <div className={`${css.small} ${css.quiet}`}>{court}</div>
                        </>
                      ),
                    },
                    { key: 'cause', title: t('cause'), render: ({ cause }) => cause },
                    {
                      key: 'role',
                      title: t('role'),
                      render: ({ role }) => wordFor(ROLE_WORDS, role),
                    },
                    {
                      key: 'stage',
                      title: t('stage'),
                      render: ({ stage }) => wordFor(STAGE_WORDS, stage),
                    },
                    {
                      key: 'outcome',
                      title: t('outcome'),
                      phone: 'mark',
                      render: ({ outcome }) => (
                        <Tag
                          tone={
                            /LOST/.test(outcome)
                              ? 'bad'
                              : outcome === 'PENDING'
                                ? 'warning'
                                : 'neutral'
                          }
                        >
                          {wordFor(CASE_OUTCOME_WORDS, outcome)}
                        </Tag>
                      ),
                    },
                    {
                      key: 'amount',
                      title: t('amount'),
                      align: 'right',
                      render: ({ amount }) => money(amount),
                    },
                    {
                      key: 'severity',
                      title: t('severity'),
                      align: 'right',
                      render: ({ severity }) => (
                        <span className={css.amount}>{Number(severity).toFixed(1)}</span>
                      ),
                    },
                  ]}
                />
              </Panel>
            )}
            {report.enforcements.length === 0 ? null : (
              <Panel title={t('enforcements')} flush>
                <DeskTable
                  label={t('enforcements')}
                  rows={report.enforcements}
                  rowKey={({ caseNo }) => caseNo}
                  columns={[
                    {
                      key: 'no',
                      title: t('caseNo'),
                      phone: 'title',
                      render: ({ caseNo }) => caseNo,
                    },
                    { key: 'court', title: t('court'), render: ({ court }) => court ?? '—' },
                    {
                      key: 'amount',
                      title: t('amount'),
                      align: 'right',
                      render: ({ amount }) => money(amount),
                    },
                    {
                      key: 'opened',
                      title: t('opened'),
                      render: ({ openedOn }) => formatDate(openedOn),
                    },
                    {
                      key: 'state',
                      title: t('stage'),
                      phone: 'mark',
                      render: ({ open, closedOn }) =>
                        open ? (
                          <Tag tone="bad">{t('openState')}</Tag>
                        ) : (
                          t('closedOn', { day: closedOn === null ? '' : formatDate(closedOn) })
                        ),
                    },
                  ]}
                />
              </Panel>
            )}
            {report.courtListings.length === 0 ? null : (
              <Panel title={t('listings')} flush>
                <DeskTable
                  label={t('listings')}
                  rows={report.courtListings}
                  rowKey={({ item, kind }) => `${kind} ${item}`}
                  columns={[
                    {
                      key: 'no',
                      title: t('caseNo'),
                      phone: 'title',
                      render: ({ item, court }) => (
                        <>
                          {item}
                          <div className={`${css.small} ${css.quiet}`}>{court}</div>
                        </>
                      ),
                    },
                    {
                      key: 'kind',
                      title: t('listings'),
                      render: ({ kind }) => wordFor(COURT_LIST_WORDS, kind),
                    },
                    {
                      key: 'published',
                      title: t('published'),
                      render: ({ publishedOn }) => formatDate(publishedOn),
                    },
                    {
                      key: 'ends',
                      title: t('ends'),
                      render: ({ endsOn, endBasis }) => (
                        <>
                          {endsOn === null ? '—' : formatDate(endsOn)}{' '}
                          <span className={`${css.small} ${css.quiet}`}>
                            {wordFor(END_BASIS_WORDS, endBasis)}
                          </span>
                        </>
                      ),
                    },
                    {
                      key: 'state',
                      title: '',
                      phone: 'mark',
                      render: ({ inForce }) => (
                        <Tag tone={inForce ? 'bad' : 'neutral'}>
                          {t(inForce ? 'inForce' : 'ended')}
                        </Tag>
                      ),
                    },
                  ]}
                />
              </Panel>
            )}
          </Stack>
        );
      }}
    </Asked>
  );
}
