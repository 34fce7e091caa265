/** Members of the group: found by name, state and company; or gone to at once by phone or member number. */
import { SearchOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page } from '../../desk/page.tsx';
import { StateTag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { companyName, companyOptions, stateOptions, stateWord } from '../../desk/words.ts';
import { formatDate } from '../../format/dates.ts';
import { formatDecimal } from '../../format/numbers.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { DeskMembers } from './member-operations.ts';
import { useMemberTexts } from './member-texts.ts';

type Row = NonNullable<ResultOf<typeof DeskMembers>['members']['edges'][number]['node']>;
type Status = 'ACTIVE' | 'SUSPENDED' | 'MERGED' | 'TERMINATED' | 'ERASED';

const PAGE = 20;
const STATES: readonly Status[] = ['ACTIVE', 'SUSPENDED', 'MERGED', 'TERMINATED', 'ERASED'];

const nameOf = ({ profile }: Row): string =>
  profile?.name?.__typename === 'MemberProfileFact' ? profile.name.value : '';

function useColumns(): readonly Column<Row>[] {
  const t = useMemberTexts();
  return [
    {
      key: 'name',
      title: t('name'),
      phone: 'title',
      render: (row) => <Link to={`/group/members/${row.id}`}>{nameOf(row) || row.memberNo}</Link>,
      text: nameOf,
    },
    {
      key: 'memberNo',
      title: t('memberNo'),
      render: ({ memberNo }) => <span className={css.mono}>{memberNo}</span>,
      text: ({ memberNo }) => memberNo,
    },
    {
      key: 'state',
      title: t('state'),
      phone: 'mark',
      render: ({ status }) => <StateTag state={status} />,
      text: ({ status }) => stateWord(status),
    },
    {
      key: 'points',
      title: t('points'),
      align: 'right',
      render: ({ points }) => (
        <span className={css.amount}>{formatDecimal(points?.available ?? '0')}</span>
      ),
      text: ({ points }) => points?.available ?? '0',
    },
    {
      key: 'enrolledBy',
      title: t('enrolledBy'),
      render: ({ enrolledBy }) => companyName(enrolledBy),
      text: ({ enrolledBy }) => companyName(enrolledBy),
    },
    {
      key: 'enrolledAt',
      title: t('enrolledAt'),
      render: ({ enrolledAt }) => formatDate(enrolledAt),
      text: ({ enrolledAt }) => enrolledAt,
    },
    {
      key: 'lastSeen',
      title: t('lastSeen'),
      render: ({ lastSeenAt }) => <When at={lastSeenAt} />,
      text: ({ lastSeenAt }) => lastSeenAt,
    },
  ];
}

export function MembersPage() {
  const t = useMemberTexts();
  const [filters, setFilters] = useFilters(['name', 'status', 'by', 'after']);
  const after = useCursor();
  const filter = {
    ...(filters.name === undefined ? {} : { name: filters.name }),
    ...(filters.status === undefined ? {} : { status: filters.status as Status }),
    ...(filters.by === undefined ? {} : { enrolledBy: filters.by }),
  };
  const query = useAsk(DeskMembers, { filter, first: PAGE, after }, { keepPrevious: true });
  const columns = useColumns();
  return (
    <Page
      title={t('members')}
      lead={t('membersLead')}
      actions={
        <ExportButton
          name={t('members')}
          columns={columns}
          page={async (cursor) => {
            const { members } = await request(DeskMembers, { filter, first: 100, after: cursor });
            return {
              rows: members.edges.flatMap(({ node }) => node ?? []),
              next: members.pageInfo.hasNextPage ? (members.pageInfo.endCursor ?? null) : null,
            };
          }}
        />
      }
    >
      <search className={css.filters}>
        <Jump />
        <Input.Search
          allowClear
          aria-label={t('findByName')}
          enterButton={<Button icon={<SearchOutlined />} aria-label={t('findByName')} />}
          placeholder={t('findByName')}
          defaultValue={filters.name ?? ''}
          onSearch={(name) => setFilters({ name: name.trim(), after: null })}
          style={{ width: 200 }}
        />
        <Select
          allowClear
          aria-label={t('state')}
          placeholder={t('state')}
          value={filters.status ?? null}
          options={stateOptions(STATES)}
          onChange={(status: string | null) => setFilters({ status, after: null })}
          style={{ width: 140 }}
        />
        <Select
          allowClear
          aria-label={t('enrolledBy')}
          placeholder={t('enrolledBy')}
          value={filters.by ?? null}
          options={companyOptions()}
          onChange={(by: string | null) => setFilters({ by, after: null })}
          style={{ width: 140 }}
        />
      </search>
      <Asked query={query}>
        {({ members }) => (
          <>
            <DeskTable
              label={t('members')}
              columns={columns}
              rows={members.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              loading={query.isPlaceholderData}
            />
            <Pager pageInfo={members.pageInfo} />
          </>
        )}
      </Asked>
    </Page>
  );
}

const FindMember = graphql(`
  query DeskFindMember($memberNo: String, $phone: Phone) {
    member(memberNo: $memberNo, phone: $phone) {
      id
    }
  }
`);

/** Eleven digits are a telephone; anything else is a member's number. */
function Jump() {
  const t = useMemberTexts();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const go = async (text: string): Promise<void> => {
    const asked = text.replaceAll(/[\s-]/g, '');
    if (asked === '') return;
    setBusy(true);
    const by = /^(\+?86)?1\d{10}$/.test(asked) ? { phone: asked } : { memberNo: asked };
    const found = await request(FindMember, by).catch(() => ({ member: null }));
    setBusy(false);
    if (found.member === null) toast(t('noSuchMember'), { kind: 'problem' });
    else void navigate(`/group/members/${found.member.id}`);
  };
  return (
    <Input.Search
      aria-label={t('jump')}
      enterButton={<Button icon={<SearchOutlined />} aria-label={t('jump')} />}
      placeholder={t('jump')}
      loading={isBusy}
      onSearch={(text) => void go(text)}
      style={{ width: 260 }}
    />
  );
}
