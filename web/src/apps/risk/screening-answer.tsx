/** The answer to a screening: what, why, on which terms, on which facts; to be kept and decided again. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { Facts, Figure, Figures, Panel, Stack } from '../../desk/page.tsx';
import { StateTag, Tag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { companyName } from '../../desk/words.ts';
import { formatBps, formatMoney, formatShortMoney } from '../../format/numbers.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { formatList, wordFor } from '../../i18n/texts.ts';
import { Asked, NotFound, SkeletonPage } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { Grade } from './grade.tsx';
import { useRiskTexts } from './risk-texts.ts';
import { FACT_WORDS, KIND_WORDS, reasonDetail, reasonWord, TERM_WORDS } from './risk-words.ts';
import { ReplayScreening, RiskScreening, ScreeningReceipt } from './screening-operations.ts';

export function ScreeningAnswer({
  id,
  onBack,
}: {
  readonly id: string;
  readonly onBack: () => void;
}) {
  const t = useRiskTexts();
  const desk = useDeskTexts();
  const query = useAsk(RiskScreening, { id });
  return (
    <Asked query={query} skeleton={<SkeletonPage />}>
      {({ screening }) =>
        screening === null ? (
          <NotFound home="/risk" />
        ) : (
          <Panel
            title={
              <span style={{ fontSize: 18 }}>
                <StateTag state={screening.answer} />{' '}
                <Link to={`/risk/firms/${screening.firm?.id ?? ''}`}>{screening.firm?.name}</Link>
              </span>
            }
            hint={
              <>
                {wordFor(KIND_WORDS, screening.kind)} · {formatMoney(screening.amount)} ·{' '}
                {companyName(screening.subsidiary)} · <When at={screening.decidedAt} exact />
              </>
            }
            extra={
              <div className={css.actions}>
                <Receipt id={id} />
                <Replay id={id} />
                <Button onClick={() => window.print()}>{desk('print')}</Button>
                <Button onClick={onBack}>{t('newScreening')}</Button>
              </div>
            }
          >
            <Stack>
              <Figures>
                <Figure label={t('grade')} value={<Grade grade={screening.grade} />} />
                <Figure label={t('score')} value={screening.score ?? '—'} />
                <Figure label={t('limit')} value={formatShortMoney(screening.limit)} />
                <Figure
                  label={t('available')}
                  value={formatShortMoney(screening.availableLimit)}
                  note={screening.answer === 'REJECT' ? t('rejectedLeavesNothing') : undefined}
                />
              </Figures>
              <div>
                <h3 className={css.panelTitle}>{t('reasons')}</h3>
                <ul className={css.stack} style={{ gap: 8, marginTop: 8 }}>
                  {screening.reasons.map((reason) => (
                    <li key={`${reason.code} ${reason.detail ?? ''}`}>
                      {reason.answer === null ? null : <StateTag state={reason.answer} />}{' '}
                      {reasonWord(reason.code)}
                      {reason.detail === null ? '' : ` · ${reasonDetail(reason.detail)}`}{' '}
                      {reason.decisive ? <Tag tone="info">{t('decisive')}</Tag> : null}
                      {reason.entries.map((entry) =>
                        entry === null ? null : (
                          <Link key={entry.id} to={`/risk/lists/${entry.id}`}>
                            {' '}
                            <StateTag state={entry.list} />
                          </Link>
                        ),
                      )}
                    </li>
                  ))}
                </ul>
              </div>
              <Facts
                items={[
                  [
                    t('number'),
                    <span key="n" className={css.mono} style={{ overflowWrap: 'anywhere' }}>
                      {id}
                    </span>,
                  ],
                  [
                    t('terms'),
                    formatList(
                      screening.requiredTerms.map(({ code, bps, days }) =>
                        [
                          wordFor(TERM_WORDS, code),
                          bps === null ? '' : formatBps(bps),
                          days === null ? '' : t('countDays', { count: days }),
                        ]
                          .filter((part) => part !== '')
                          .join(' '),
                      ),
                    ) || t('noTerms'),
                  ],
                ]}
              />
              <DeskTable
                label={t('behind')}
                rows={screening.facts}
                rowKey={(fact) => fact.id}
                columns={[
                  {
                    key: 'type',
                    title: t('behind'),
                    render: ({ type, item }) =>
                      `${wordFor(FACT_WORDS, type)}${item === '' ? '' : ` · ${item}`}`,
                  },
                  {
                    key: 'company',
                    title: t('company'),
                    render: ({ subsidiary }) => companyName(subsidiary),
                  },
                  {
                    key: 'observed',
                    title: t('observed'),
                    render: ({ observedAt, stale }) => (
                      <>
                        <When at={observedAt} />{' '}
                        {stale ? <Tag tone="warning">{t('stale')}</Tag> : null}
                      </>
                    ),
                  },
                ]}
              />
            </Stack>
          </Panel>
        )
      }
    </Asked>
  );
}

function Receipt({ id }: { readonly id: string }) {
  const t = useRiskTexts();
  const navigate = useNavigate();
  const fetchReceipt = async (): Promise<string | null> => {
    const answer = await request(ScreeningReceipt, { id }).catch(() => null);
    const receipt = answer?.screeningReceipt ?? null;
    if (receipt === null) toast(t('receiptSoon'), { kind: 'problem' });
    return receipt;
  };
  const verify = async (): Promise<void> => {
    const receipt = await fetchReceipt();
    if (receipt !== null) void navigate('/risk/log', { state: { receipt } });
  };
  const save = async (): Promise<void> => {
    const screeningReceipt = await fetchReceipt();
    if (screeningReceipt === null) return;
    const url = URL.createObjectURL(new Blob([screeningReceipt], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${id}.receipt.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <>
      <Button icon={<DownloadOutlined aria-hidden="true" />} onClick={() => void save()}>
        {t('receipt')}
      </Button>
      <Button onClick={() => void verify()}>{t('verifyReceipt')}</Button>
    </>
  );
}

function Replay({ id }: { readonly id: string }) {
  const t = useRiskTexts();
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    const answer = await request(ReplayScreening, { id }).catch(() => undefined);
    setBusy(false);
    const same = answer?.replayScreening?.identical === true;
    toast(t(same ? 'replaySame' : 'replayDiffers'), same ? {} : { kind: 'problem' });
  };
  return (
    <Button loading={isBusy} onClick={() => void run()}>
      {t('replay')}
    </Button>
  );
}
