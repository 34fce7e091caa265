/** What a member did and what came of it; what the points did; who looked at the member. */
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { Panel, Stack } from '../../desk/page.tsx';
import { Tag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { companyName } from '../../desk/words.ts';
import { inList } from '../../format/lists.ts';
import { formatDecimal, formatMoney, formatSigned } from '../../format/numbers.ts';
import { useAsk } from '../../graphql/queries.ts';
import { wordFor } from '../../i18n/texts.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { DeskMemberActivity } from './member-operations.ts';
import {
  EFFECT_WORDS,
  KIND_WORDS,
  POINT_WORDS,
  SHARING_WORDS,
  useMemberTexts,
} from './member-texts.ts';

export function MemberActivity({ id }: { readonly id: string }) {
  const t = useMemberTexts();
  const desk = useDeskTexts();
  const query = useAsk(DeskMemberActivity, { id });
  return (
    <Asked query={query}>
      {({ member }) => (
        <Stack>
          <Panel title={t('transactions')} flush>
            {member?.transactions?.__typename === 'TransactionConnection' ? (
              <DeskTable
                label={t('transactions')}
                rows={member.transactions.edges.flatMap(({ node }) => node ?? [])}
                rowKey={(row) => row.id}
                columns={[
                  {
                    key: 'kind',
                    title: t('what'),
                    render: ({ kind }) => wordFor(KIND_WORDS, kind),
                  },
                  {
                    key: 'company',
                    title: t('company'),
                    render: ({ subsidiary }) => companyName(subsidiary),
                  },
                  {
                    key: 'amount',
                    title: t('amount'),
                    align: 'right',
                    phone: 'mark',
                    render: ({ amount }) => (
                      <span className={css.amount}>{formatMoney(amount)}</span>
                    ),
                  },
                  {
                    key: 'effects',
                    title: t('effects'),
                    render: ({ effects }) =>
                      inList(
                        effects.items.map(
                          ({ kind, amount, currency }) =>
                            `${wordFor(EFFECT_WORDS, kind)}${currency === null || amount === null ? '' : ` ${formatDecimal(amount)}`}`,
                        ),
                      ) || '—',
                  },
                  {
                    key: 'at',
                    title: t('when'),
                    render: ({ occurredAt }) => <When at={occurredAt} />,
                  },
                ]}
              />
            ) : (
              <EmptyState title={desk('withheld')} />
            )}
          </Panel>
          <Panel title={t('statement')} flush>
            <DeskTable
              label={t('statement')}
              rows={(member?.pointStatement?.edges ?? []).flatMap(({ node }) => node ?? [])}
              rowKey={(row) => row.id}
              columns={[
                { key: 'kind', title: t('what'), render: ({ kind }) => wordFor(POINT_WORDS, kind) },
                {
                  key: 'change',
                  title: t('change'),
                  align: 'right',
                  phone: 'mark',
                  render: ({ availableChange }) => (
                    <span className={css.amount}>{formatSigned(availableChange)}</span>
                  ),
                },
                {
                  key: 'balance',
                  title: t('balance'),
                  align: 'right',
                  render: ({ balance }) => (
                    <span className={css.amount}>{formatDecimal(balance.available)}</span>
                  ),
                },
                { key: 'at', title: t('when'), render: ({ postedAt }) => <When at={postedAt} /> },
              ]}
            />
          </Panel>
        </Stack>
      )}
    </Asked>
  );
}

export function MemberLooks({ id }: { readonly id: string }) {
  const t = useMemberTexts();
  const query = useAsk(DeskMemberActivity, { id });
  return (
    <Asked query={query}>
      {({ member }) => (
        <DeskTable
          label={t('whoLooked')}
          rows={(member?.accessLog.edges ?? []).flatMap(({ node }) => node ?? [])}
          rowKey={(row) => row.id}
          empty={<EmptyState />}
          columns={[
            {
              key: 'viewer',
              title: t('viewer'),
              render: ({ viewer, viewerKind, viewerSubsidiary }) =>
                [companyName(viewerSubsidiary), viewer ?? viewerKind]
                  .filter((part) => part !== '')
                  .join(' · '),
            },
            { key: 'of', title: t('factsOf'), render: ({ factsOf }) => companyName(factsOf) },
            {
              key: 'answer',
              title: t('answer'),
              phone: 'mark',
              render: ({ answer }) => (
                <Tag tone={answer === 'ALLOWED' ? 'good' : 'warning'}>
                  {wordFor(SHARING_WORDS, answer)}
                </Tag>
              ),
            },
            { key: 'at', title: t('when'), render: ({ at }) => <When at={at} exact /> },
          ]}
        />
      )}
    </Asked>
  );
}
