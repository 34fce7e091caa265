/** Segments: who is meant, in plain words, how many they are, and an offer for them. */
import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { When } from '../../desk/when.tsx';
import { formatDecimal } from '../../format/numbers.ts';
import { useAsk } from '../../graphql/queries.ts';
import { inLocale } from '../../i18n/locale.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { type Segment, SegmentForm } from './segment-form.tsx';
import { Segments } from './segment-operations.ts';
import { useSegmentTexts } from './segment-texts.ts';

/** Counted by the clock: asked again until it has been. */
const AGAIN_MS = 5_000;

export function SegmentsPage() {
  const t = useSegmentTexts();
  const navigate = useNavigate();
  const query = useAsk(Segments, {}, { refetchInterval: AGAIN_MS });
  const mayChange = useHasRole('operator');
  const [edited, setEdited] = useState<Segment | 'new'>();
  const columns: readonly Column<Segment>[] = [
    {
      key: 'name',
      title: t('name'),
      phone: 'title',
      render: ({ name, code }) => (
        <>
          {inLocale(name)}
          <div className={`${css.small} ${css.quiet} ${css.mono}`}>{code}</div>
        </>
      ),
      text: ({ name }) => inLocale(name),
    },
    {
      key: 'who',
      title: t('who'),
      render: ({ reading, condition }) => (
        <span className={css.sentence} title={condition}>
          {reading ?? condition}
        </span>
      ),
      text: ({ reading, condition }) => reading ?? condition,
    },
    {
      key: 'count',
      title: t('count'),
      align: 'right',
      render: ({ memberCount }) =>
        memberCount === null ? (
          <span className={css.quiet}>{t('counting')}</span>
        ) : (
          <span className={css.amount}>{formatDecimal(String(memberCount))}</span>
        ),
      text: ({ memberCount }) => memberCount,
    },
    {
      key: 'counted',
      title: t('countedAt'),
      phone: 'hide',
      render: ({ countedAt }) => (countedAt === null ? '—' : <When at={countedAt} />),
      text: ({ countedAt }) => countedAt,
    },
    {
      key: 'orders',
      title: '',
      align: 'right',
      render: (segment) =>
        mayChange ? (
          <span className={css.actions}>
            <Button size="small" onClick={() => setEdited(segment)}>
              {t('change')}
            </Button>
            <Button
              size="small"
              onClick={() => void navigate(`/group/offers/new?segment=${segment.code}`)}
            >
              {t('makeOffer')}
            </Button>
          </span>
        ) : null,
    },
  ];
  return (
    <Page
      title={t('segments')}
      lead={t('lead')}
      actions={
        <>
          <ExportButton
            name={t('segments')}
            columns={columns}
            page={async () => ({ rows: query.data?.segments ?? [], next: null })}
          />
          {mayChange ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
              {t('create')}
            </Button>
          ) : null}
        </>
      }
    >
      <Asked query={query}>
        {({ segments }) => (
          <DeskTable
            label={t('segments')}
            columns={columns}
            rows={segments}
            rowKey={({ code }) => code}
            empty={<EmptyState title={t('none')} hint={t('noneHint')} />}
          />
        )}
      </Asked>
      {edited === undefined ? null : (
        <SegmentForm segment={edited} onClose={() => setEdited(undefined)} />
      )}
    </Page>
  );
}
