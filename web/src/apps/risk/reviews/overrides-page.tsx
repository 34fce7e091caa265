/** Overrides: what one person has asked for waits here for another; what is in force can be ended. */
import { Button, Popconfirm, Segmented } from 'antd';
import { Link } from 'react-router';
import css from '../../../desk/desk.module.css';
import { type Column, DeskTable } from '../../../desk/desk-table.tsx';
import { ExportButton } from '../../../desk/export-button.tsx';
import { Page } from '../../../desk/page.tsx';
import { useHasRole, usePersonId } from '../../../desk/roles.ts';
import { StateTag, Tag } from '../../../desk/state-tag.tsx';
import { useOrder } from '../../../desk/use-order.ts';
import { When } from '../../../desk/when.tsx';
import { companyName, type Tone } from '../../../desk/words.ts';
import { formatDate } from '../../../format/dates.ts';
import { formatShortMoney } from '../../../format/numbers.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Asked } from '../../../ui/states.tsx';
import { Grade } from '../grade.tsx';
import { Person } from '../people.tsx';
import { LISTING_REASON_WORDS } from '../risk-words.ts';
import {
  DecideGradeOverride,
  DecideLimit,
  DecideListOverride,
  EndGradeOverride,
  EndListOverride,
  Overrides,
} from './review-operations.ts';
import { OVERRIDE_STATE_WORDS, useReviewTexts } from './review-texts.ts';

type Answer = ResultOf<typeof Overrides>;
type State = Answer['gradeOverrides'][number]['state'];

interface Row {
  readonly kind: 'list' | 'grade' | 'limit';
  readonly id: string;
  readonly state: State;
  readonly reason: string;
  readonly askedBy: string | null;
  readonly askedAt: string;
  readonly until: string | null;
  readonly firm: { readonly id: string; readonly name: string; readonly code: string } | null;
  readonly what: React.ReactNode;
  readonly said: string;
}

const VIEWS = { waiting: 'ASKED', granted: 'GRANTED', refused: 'REFUSED', ended: 'ENDED' } as const;
const TONES: Readonly<Record<string, Tone>> = { ASKED: 'warning', GRANTED: 'good', REFUSED: 'bad' };

/** The three kinds as rows of one list, latest first. */
function useRows(): (answer: Answer) => readonly Row[] {
  const t = useReviewTexts();
  return ({ listOverrides, gradeOverrides, limitSettings }) => {
    const lists = listOverrides.map(({ entry, subsidiary, ...each }): Row => {
      const scope = t('forCompany', { company: companyName(subsidiary) });
      return {
        ...each,
        kind: 'list',
        firm: entry?.firm ?? null,
        said: `${wordFor(LISTING_REASON_WORDS, entry?.reasonCode)} ${scope}`,
        what: (
          <>
            <Link to={`/risk/lists/${entry?.id ?? ''}`}>
              <StateTag state={entry?.list ?? 'BLACKLIST'} />
            </Link>{' '}
            {wordFor(LISTING_REASON_WORDS, entry?.reasonCode)}
            <div className={`${css.small} ${css.quiet}`}>{scope}</div>
          </>
        ),
      };
    });
    const grades = gradeOverrides.map(
      ({ grade, expiresAt, firm, ...each }): Row => ({
        ...each,
        kind: 'grade',
        until: expiresAt,
        firm,
        said: `${firm?.assessment?.grade ?? '—'} → ${grade}`,
        what: (
          <>
            <Grade grade={firm?.assessment?.grade} /> → <Grade grade={grade} />
          </>
        ),
      }),
    );
    const limits = limitSettings.map(({ limit, firm, ...each }): Row => {
      const from = formatShortMoney(firm?.exposure.limit ?? '0');
      const to = limit === null ? t('byFormula') : formatShortMoney(limit);
      return {
        ...each,
        kind: 'limit',
        until: null,
        firm,
        said: `${from} → ${to}`,
        what: (
          <span className={css.amount}>
            {from} → {to}
          </span>
        ),
      };
    });
    return [...lists, ...grades, ...limits].sort((a, b) => (a.askedAt < b.askedAt ? 1 : -1));
  };
}

export function OverridesPage() {
  const t = useReviewTexts();
  const [{ view = 'waiting' }, setFilters] = useFilters(['view']);
  const state = VIEWS[view as keyof typeof VIEWS] ?? 'ASKED';
  const query = useAsk(Overrides, { state }, { keepPrevious: true });
  useLiveRefresh(['credit.']);
  const rowsOf = useRows();
  const kindWord = (kind: Row['kind']) =>
    t(kind === 'list' ? 'listKind' : kind === 'grade' ? 'gradeKind' : 'limitKind');
  const columns: readonly Column<Row>[] = [
    {
      key: 'firm',
      title: t('firm'),
      phone: 'title',
      render: ({ firm }) => (
        <>
          <Link to={`/risk/firms/${firm?.id ?? ''}`}>{firm?.name}</Link>
          <div className={`${css.mono} ${css.quiet}`}>{firm?.code}</div>
        </>
      ),
      text: ({ firm }) => firm?.name,
    },
    {
      key: 'what',
      title: t('what'),
      render: ({ kind, what }) => (
        <>
          <div className={`${css.small} ${css.quiet}`}>{kindWord(kind)}</div>
          {what}
        </>
      ),
      text: ({ kind, said }) => `${kindWord(kind)} ${said}`,
    },
    {
      key: 'reason',
      title: t('reason'),
      render: ({ reason }) => <span style={{ display: 'block', maxWidth: 320 }}>{reason}</span>,
      text: ({ reason }) => reason,
    },
    {
      key: 'until',
      title: t('until'),
      render: ({ until }) => (until === null ? t('noEnd') : formatDate(until)),
      text: ({ until }) => until,
    },
    {
      key: 'askedBy',
      title: t('askedBy'),
      render: ({ askedBy, askedAt }) => (
        <>
          <Person id={askedBy} />
          <div className={`${css.small} ${css.quiet}`}>
            <When at={askedAt} />
          </div>
        </>
      ),
      text: ({ askedAt }) => askedAt,
    },
    {
      key: 'state',
      title: t('state'),
      phone: 'mark',
      render: (row) => (
        <Tag tone={TONES[row.state] ?? 'neutral'}>{wordFor(OVERRIDE_STATE_WORDS, row.state)}</Tag>
      ),
      text: (row) => wordFor(OVERRIDE_STATE_WORDS, row.state),
    },
    { key: 'orders', title: '', align: 'right', render: (row) => <Orders row={row} /> },
  ];
  return (
    <Page
      title={t('overrides')}
      lead={t('overridesLead')}
      actions={
        <ExportButton
          name={t('overrides')}
          columns={columns}
          page={async () => ({
            rows: query.data === undefined ? [] : rowsOf(query.data),
            next: null,
          })}
        />
      }
    >
      <div className={css.filters}>
        <Segmented
          aria-label={t('state')}
          value={view}
          options={Object.keys(VIEWS).map((value) => ({
            value,
            label: t(value as keyof typeof VIEWS),
          }))}
          onChange={(value) => setFilters({ view: value === 'waiting' ? null : value })}
        />
      </div>
      <Asked query={query}>
        {(answer) => (
          <DeskTable
            label={t('overrides')}
            columns={columns}
            rows={rowsOf(answer)}
            rowKey={({ id }) => id}
            loading={query.isPlaceholderData}
          />
        )}
      </Asked>
    </Page>
  );
}

function Orders({ row: { kind, id, state, askedBy } }: { readonly row: Row }) {
  const t = useReviewTexts();
  const me = usePersonId();
  const mayAct = useHasRole('risk_officer', 'risk_approver');
  const list = useOrder(DecideListOverride);
  const grade = useOrder(DecideGradeOverride);
  const limit = useOrder(DecideLimit);
  const endList = useOrder(EndListOverride);
  const endGrade = useOrder(EndGradeOverride);
  if (!mayAct) return null;
  const decide = async (grant: boolean): Promise<void> => {
    const done = t(grant ? 'grantDone' : 'turnedDown');
    if (kind === 'list') await list.give({ overrideId: id, grant }, done);
    else if (kind === 'grade') await grade.give({ overrideId: id, grant }, done);
    else await limit.give({ settingId: id, grant }, done);
  };
  const end = async (): Promise<void> => {
    await (kind === 'list' ? endList : endGrade).give({ overrideId: id }, t('endDone'));
  };
  if (state === 'ASKED')
    return (
      <span className={css.actions} style={{ justifyContent: 'flex-end' }}>
        <Popconfirm
          title={t(askedBy === me ? 'takeBack' : 'turnDown')}
          description={t('turnDownSure')}
          onConfirm={() => decide(false)}
        >
          <Button size="small">{t(askedBy === me ? 'takeBack' : 'turnDown')}</Button>
        </Popconfirm>
        {askedBy === me ? (
          <Tag tone="neutral">{t('others')}</Tag>
        ) : (
          <Popconfirm
            title={t('grant')}
            description={t('grantSure')}
            onConfirm={() => decide(true)}
          >
            <Button size="small" type="primary">
              {t('grant')}
            </Button>
          </Popconfirm>
        )}
      </span>
    );
  if (state !== 'GRANTED' || kind === 'limit') return null;
  return (
    <Popconfirm title={t('endNow')} description={t('endSure')} onConfirm={end}>
      <Button size="small" danger>
        {t('endNow')}
      </Button>
    </Popconfirm>
  );
}
