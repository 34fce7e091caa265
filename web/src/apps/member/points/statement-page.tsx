/** The points statement: every movement, and each says why when it is opened. */
import { useMemo } from 'react';
import { formatDate, formatDateTime, formatDay, shanghaiDay } from '../../../format/dates.ts';
import { formatDecimal, formatMoney, formatSigned } from '../../../format/numbers.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk, useGrowingList } from '../../../graphql/queries.ts';
import { pointLineKind, subsidiaryName, transactionKind } from '../../../i18n/domain-words.ts';
import { useCommonTexts } from '../../../i18n/house-texts.ts';
import { inLocale } from '../../../i18n/locale.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { EmptyState, FailureState, SkeletonList } from '../../../ui/states.tsx';
import parts from '../parts.module.css';
import { Card, Column, Columns, Facts, Page, Row, Section } from '../parts.tsx';
import { sayMember, useMemberTexts } from '../texts.ts';
import css from './points.module.css';

const PointStatement = graphql(`
  query PointStatement($after: String, $kinds: [PointLineKind!]) {
    me {
      pointStatement(first: 20, after: $after, kinds: $kinds) {
        edges {
          node {
            id
            kind
            postedAt
            availableChange
            pendingChange
            heldChange
            debtChange
            reverses
            transferId
            balance {
              available
            }
            source {
              ... on PointSource {
                reasonType
                occurredAt
                subsidiary
              }
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

const PointReasons = graphql(`
  query PointReasons {
    me {
      pointLots(includeClosed: false) {
        id
        amount
        remaining
        earnedAt
        expiresAt
        state
        source {
          ... on PointSource {
            subsidiary
          }
        }
      }
      transactions(first: 100) {
        ... on TransactionConnection {
          edges {
            node {
              id
              kind
              subsidiary
              amount
              occurredAt
              effects {
                items {
                  transferId
                  offer {
                    name {
                      zh
                      en
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
`);

type Line = NonNullable<
  NonNullable<
    NonNullable<ResultOf<typeof PointStatement>['me']>['pointStatement']
  >['edges'][number]['node']
>;
type Reasons = NonNullable<ResultOf<typeof PointReasons>['me']>;

const SHELVES = {
  earned: ['EARN', 'ACTIVATE', 'TRANSFER_IN', 'REVERSE_BURN', 'CONTRIBUTE_IN', 'MOVE_IN'],
  spent: ['BURN', 'CAPTURE', 'HOLD', 'RELEASE', 'TIMEOUT', 'TRANSFER_OUT', 'CONTRIBUTE_OUT'],
  ended: ['EXPIRE', 'REVERSE_EARN', 'MOVE_OUT'],
} as const;
/** Everything that moves points: what only changed around the wallet, such as its household, is not a movement. */
const MOVEMENTS = [
  ...Object.values(SHELVES).flat(),
  ...(['ADJUST', 'ENTRY', 'REVERSE_ADJUST', 'REVERSE_ENTRY', 'REVERSE_TRANSFER', 'REPAY'] as const),
] as const;

type ShelfName = keyof typeof SHELVES | 'everything';

export function StatementPage() {
  const t = useMemberTexts();
  const common = useCommonTexts();
  const [filters, setFilters] = useFilters(['show']);
  const shelf: ShelfName =
    filters.show !== undefined && filters.show in SHELVES
      ? (filters.show as keyof typeof SHELVES)
      : 'everything';
  const kinds = [...(shelf === 'everything' ? MOVEMENTS : SHELVES[shelf])];
  const list = useGrowingList(PointStatement, { kinds }, ({ me }) => me?.pointStatement);
  const reasons = useAsk(PointReasons, {});
  // A line is named by what caused it: shown once that is known, so that nothing is renamed under the reader's eyes.
  const isPending = list.isPending || reasons.isPending;
  const why = useReasons(reasons.data?.me ?? undefined);
  return (
    <Page wide title={t('statement')} back="/me">
      <Columns>
        <Column>
          <Segments
            label={t('statement')}
            value={shelf}
            options={(['everything', 'earned', 'spent', 'ended'] as const).map((value) => ({
              value,
              label: t(value),
            }))}
            onChange={(value) => setFilters({ show: value === 'everything' ? null : value })}
          />
          {isPending ? <SkeletonList rows={6} height={64} /> : null}
          {list.isError ? <FailureState failure={list.error} retry={list.refetch} /> : null}
          {list.isSuccess && list.nodes.length === 0 ? (
            <EmptyState icon="points" title={t('noLines')} />
          ) : null}
          {isPending || list.nodes.length === 0 ? null : (
            <>
              <p className={css.order}>{t('orderOfPosting')}</p>
              <Card>
                {list.nodes.map((line) => (
                  <LineRow key={line.id} line={line} why={why.get(line.transferId)} />
                ))}
              </Card>
            </>
          )}
          {list.hasNextPage ? (
            <div className={parts.more}>
              <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {common('more')}
              </Button>
            </div>
          ) : null}
        </Column>
        <Lots lots={reasons.data?.me?.pointLots ?? []} />
      </Columns>
    </Page>
  );
}

interface Reason {
  readonly offer: string;
  readonly transaction: string;
  readonly amount: string;
}

/** The offer and the transaction behind each transfer of points. */
function useReasons(me: Reasons | undefined): ReadonlyMap<string, Reason> {
  return useMemo(() => {
    const part = me?.transactions;
    const edges = part !== null && part !== undefined && 'edges' in part ? (part.edges ?? []) : [];
    return new Map(
      edges.flatMap(({ node }) =>
        (node?.effects.items ?? []).flatMap(({ transferId, offer }) =>
          transferId === null || node === null
            ? []
            : [
                [
                  transferId,
                  {
                    offer: inLocale(offer?.name),
                    transaction: transactionKind(node.kind),
                    amount: formatMoney(node.amount),
                  },
                ] as const,
              ],
        ),
      ),
    );
  }, [me]);
}

function LineRow({ line, why }: { readonly line: Line; readonly why: Reason | undefined }) {
  const t = useMemberTexts();
  const source = 'reasonType' in line.source ? line.source : undefined;
  const change = firstChange(line);
  const company = subsidiaryName(source?.subsidiary ?? 'group');
  return (
    <details className={css.line}>
      <summary>
        <span className={parts.rowText}>
          <span className={parts.rowTitle}>{why?.transaction ?? pointLineKind(line.kind)}</span>
          <span className={parts.rowHint}>{whenOf(line, company)}</span>
        </span>
        <span className={parts.rowSide}>
          <span className={change.startsWith('-') ? parts.amountOut : parts.amountIn}>
            {formatSigned(change)}
          </span>
          <small>{t('balanceAfter', { balance: formatDecimal(line.balance.available) })}</small>
        </span>
        <Icon name="down" size={16} className={css.turn} />
      </summary>
      <div className={css.why}>
        <Facts
          facts={[
            [t('because'), pointLineKind(line.kind)],
            ...(why === undefined || why.offer === '' ? [] : [[t('byOffer'), why.offer] as const]),
            ...(why === undefined
              ? []
              : [[t('byTransaction'), `${why.transaction} · ${why.amount}`] as const]),
            ...(line.reverses === null ? [] : [[t('takenBack'), t('reversesAnother')] as const]),
            ...(source === undefined
              ? []
              : [[t('occurred'), formatDateTime(source.occurredAt)] as const]),
            [t('writtenAt'), formatDateTime(line.postedAt)],
          ]}
        />
      </div>
    </details>
  );
}

/**
 * Lines stand in the order in which they were posted, along which the balance runs: one that came later than it happened
 * says both days, so that the order is no riddle.
 */
function whenOf({ source, postedAt }: Line, company: string): string {
  const occurredAt = 'occurredAt' in source ? source.occurredAt : postedAt;
  const isLate = shanghaiDay(new Date(occurredAt)) !== shanghaiDay(new Date(postedAt));
  return isLate
    ? sayMember('happenedPosted', {
        company,
        happened: formatDay(occurredAt),
        posted: formatDay(postedAt),
      })
    : sayMember('happenedAt', { company, time: formatDateTime(occurredAt) });
}

/** What the line changed: what can be spent first, else what is pending, set aside or owed. */
function firstChange({ availableChange, pendingChange, heldChange, debtChange }: Line): string {
  return (
    [availableChange, pendingChange, heldChange, debtChange].find(
      (change) => !/^-?0(\.0+)?$/.test(change),
    ) ?? '0'
  );
}

function Lots({ lots }: { readonly lots: NonNullable<Reasons['pointLots']> }) {
  const t = useMemberTexts();
  if (lots.length === 0) return null;
  return (
    <Section title={t('lots')}>
      <Card>
        {lots.map(({ id, amount, remaining, earnedAt, expiresAt, source }) => (
          <Row
            key={id}
            title={t('lotOf', { date: formatDate(earnedAt), amount: formatDecimal(amount) })}
            hint={[
              'subsidiary' in source ? subsidiaryName(source.subsidiary ?? 'group') : '',
              expiresAt === null
                ? t('neverExpires')
                : t('expiresOn', { date: formatDate(expiresAt) }),
            ]
              .filter(Boolean)
              .join(' · ')}
            side={t('lotLeft', { remaining: formatDecimal(remaining) })}
          />
        ))}
      </Card>
    </Section>
  );
}
