/** A line of a statement, opened: what its happening came to among all companies, and the entries or the coupon behind it. */
import { Drawer } from 'antd';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { Facts, Stack } from '../../desk/page.tsx';
import { companyName } from '../../desk/words.ts';
import { formatDateTime, formatMonth } from '../../format/dates.ts';
import { formatDecimal, formatMoney, formatSigned } from '../../format/numbers.ts';
import { useAsk } from '../../graphql/queries.ts';
import { wordFor } from '../../i18n/texts.ts';
import { Asked } from '../../ui/states.tsx';
import { LineOrigin, PostingBehind, RedemptionBehind } from './clearing-operations.ts';
import { ACCOUNT_WORDS, KINDS, useClearingTexts } from './clearing-texts.ts';

export interface OriginOf {
  readonly lineNo: number;
  readonly kind: string;
  readonly counterparty: string;
  readonly amount: string;
  readonly exact: string;
  readonly source: string;
  readonly occurredAt: string;
}

const money = (amount: string) => <span className={css.amount}>{formatMoney(amount)}</span>;

export function LineOriginDrawer({
  line,
  onClose,
}: {
  readonly line: OriginOf | undefined;
  readonly onClose: () => void;
}) {
  const t = useClearingTexts();
  return (
    <Drawer
      open={line !== undefined}
      onClose={onClose}
      size={640}
      title={`${t('origin')}${line === undefined ? '' : ` · #${line.lineNo}`}`}
    >
      {line === undefined ? null : <Origin line={line} />}
    </Drawer>
  );
}

function Origin({ line }: { readonly line: OriginOf }) {
  const t = useClearingTexts();
  const query = useAsk(LineOrigin, { source: line.source });
  // `red_…/cpn_…` of a coupon's use; else the posting of points, or a posting of clearing itself.
  const redemption = /^red_[^/]+/.exec(line.source)?.[0];
  const posting = /^pst_[^/]+$/.test(line.source) ? line.source : undefined;
  return (
    <Stack>
      <Facts
        items={[
          [t('kind'), wordFor(KINDS, line.kind)],
          [t('counterparty'), companyName(line.counterparty)],
          [t('amount'), money(line.amount)],
          [t('exact'), yuanOf(line.exact)],
          [t('occurredAt'), formatDateTime(line.occurredAt)],
        ]}
      />
      <div>
        <h3 className={css.panelTitle}>{t('sameHappening')}</h3>
        <Asked query={query}>
          {({ obligations }) => (
            <DeskTable
              label={t('sameHappening')}
              rows={obligations.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              columns={[
                {
                  key: 'pair',
                  title: t('debtor'),
                  phone: 'title',
                  render: ({ debtor, creditor }) =>
                    `${companyName(debtor)} → ${companyName(creditor)}`,
                },
                { key: 'kind', title: t('kind'), render: ({ kind }) => wordFor(KINDS, kind) },
                {
                  key: 'period',
                  title: t('month'),
                  render: ({ period }) => formatMonth(period),
                },
                {
                  key: 'amount',
                  title: t('amount'),
                  align: 'right',
                  phone: 'mark',
                  render: ({ amount }) => money(amount),
                },
              ]}
            />
          )}
        </Asked>
      </div>
      {redemption === undefined ? null : <Redemption id={redemption} />}
      {posting === undefined ? null : <Posting id={posting} />}
      <p className={`${css.small} ${css.quiet}`}>
        {t('source')} <span className={css.mono}>{line.source}</span>
      </p>
    </Stack>
  );
}

function Redemption({ id }: { readonly id: string }) {
  const t = useClearingTexts();
  const query = useAsk(RedemptionBehind, { id });
  return (
    <div>
      <h3 className={css.panelTitle}>{t('redemption')}</h3>
      <Asked query={query}>
        {({ couponRedemption }) =>
          couponRedemption === null ? null : (
            <Facts
              items={[
                [t('at'), companyName(couponRedemption.subsidiary)],
                [t('order'), couponRedemption.orderRef],
                [
                  t('member'),
                  couponRedemption.member === null ? null : (
                    <Link to={`/group/members/${couponRedemption.member.id}`}>
                      {couponRedemption.member.memberNo}
                    </Link>
                  ),
                ],
                [t('discount'), money(couponRedemption.discount)],
                [t('givenBack'), money(couponRedemption.reversed)],
                [t('occurredAt'), formatDateTime(couponRedemption.occurredAt)],
              ]}
            />
          )
        }
      </Asked>
    </div>
  );
}

function Posting({ id }: { readonly id: string }) {
  const t = useClearingTexts();
  const query = useAsk(PostingBehind, { id });
  return (
    <Asked query={query}>
      {({ pointPosting }) =>
        pointPosting === null ? null : (
          <Stack>
            <div>
              <h3 className={css.panelTitle}>{t('entries')}</h3>
              <DeskTable
                label={t('entries')}
                rows={pointPosting.entries}
                rowKey={({ account, amount }) => `${account} ${amount}`}
                columns={[
                  {
                    key: 'account',
                    title: t('account'),
                    render: ({ account }) => accountWord(account),
                  },
                  {
                    key: 'change',
                    title: t('change'),
                    align: 'right',
                    phone: 'mark',
                    render: ({ amount }) => (
                      <span className={css.amount}>{formatSigned(amount)}</span>
                    ),
                  },
                ]}
              />
            </div>
            {pointPosting.lots.length === 0 ? null : (
              <div>
                <h3 className={css.panelTitle}>{t('lots')}</h3>
                <DeskTable
                  label={t('lots')}
                  rows={pointPosting.lots}
                  rowKey={({ lotId }) => lotId}
                  columns={[
                    {
                      key: 'lot',
                      title: t('lot'),
                      render: ({ lotId }) => <span className={css.mono}>…{lotId.slice(-8)}</span>,
                    },
                    {
                      key: 'issuer',
                      title: t('issuer'),
                      render: ({ issuer }) => companyName(issuer),
                    },
                    {
                      key: 'change',
                      title: t('change'),
                      align: 'right',
                      phone: 'mark',
                      render: ({ freeChange }) => (
                        <span className={css.amount}>{formatDecimal(freeChange)}</span>
                      ),
                    },
                  ]}
                />
              </div>
            )}
          </Stack>
        )
      }
    </Asked>
  );
}

/** Fen with their fractions as yuan, digit by digit: `520.25` is ¥5.2025. */
function yuanOf(fen: string): string {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(fen) ?? [];
  const digits = whole.padStart(3, '0');
  const cents = `${digits.slice(-2)}${fraction}`.replace(/(?<=^..\d*?)0+$/, '');
  return `${sign === '-' ? '−' : ''}¥${digits.slice(0, -2)}.${cents}`;
}

/** `member:available`, `issued:retail` and the like, in words. */
function accountWord(account: string): string {
  return account
    .split(/[:/. ]/)
    .map((part) => {
      const word = wordFor(ACCOUNT_WORDS, part.toUpperCase());
      return word === part.toUpperCase() ? companyName(part) : word;
    })
    .join(' · ');
}
