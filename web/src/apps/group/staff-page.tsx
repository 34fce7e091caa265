/** Staff: persons, their accounts and roles; accounts are disabled and enabled, never deleted. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page } from '../../desk/page.tsx';
import { useHasRole, usePersonId } from '../../desk/roles.ts';
import { Tag } from '../../desk/state-tag.tsx';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { When } from '../../desk/when.tsx';
import { companyName, honourerOptions, roleWord } from '../../desk/words.ts';
import { inList } from '../../format/lists.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { useFilters } from '../../routing/use-filters.ts';
import type { StaffRole } from '../../session/session.ts';
import { Asked } from '../../ui/states.tsx';
import { useOverviewTexts } from './overview-texts.ts';
import { Access, NewPassword, type Person, ROLES, RoleFields } from './staff-access.tsx';
import {
  DisableAccount,
  EnableAccount,
  RegisterAccount,
  RegisterPerson,
  Staff,
} from './staff-operations.ts';

interface Row {
  readonly person: Person;
  readonly account: Person['accounts'][number];
}

const rowsOf = (edges: readonly { readonly node: Person | null }[]): readonly Row[] =>
  edges.flatMap(({ node }) =>
    node === null ? [] : node.accounts.map((account) => ({ person: node, account })),
  );

export function StaffPage() {
  const t = useOverviewTexts();
  const [{ role, company }, setFilters] = useFilters(['role', 'company', 'after']);
  const after = useCursor();
  const filter = {
    ...(role === undefined ? {} : { role: role as StaffRole }),
    ...(company === undefined ? {} : { subsidiary: company }),
  };
  const query = useAsk(Staff, { filter, first: 20, after }, { keepPrevious: true });
  const mayChange = useHasRole('operator');
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      title: t('name'),
      phone: 'title',
      render: ({ person }) => person.name,
      text: ({ person }) => person.name,
    },
    {
      key: 'login',
      title: t('login'),
      render: ({ account }) => <span className={css.mono}>{account.login}</span>,
      text: ({ account }) => account.login,
    },
    {
      key: 'role',
      title: t('role'),
      render: ({ account }) => inList(account.roles.map(roleWord)),
      text: ({ account }) => inList(account.roles.map(roleWord)),
    },
    {
      key: 'company',
      title: t('company'),
      render: ({ account }) => companyName(account.subsidiary ?? 'group'),
      text: ({ account }) => companyName(account.subsidiary ?? 'group'),
    },
    {
      key: 'state',
      title: t('state'),
      phone: 'mark',
      render: ({ account }) => (
        <Tag tone={account.disabled ? 'neutral' : 'good'}>
          {t(account.disabled ? 'disabled' : 'enabled')}
        </Tag>
      ),
      text: ({ account }) => t(account.disabled ? 'disabled' : 'enabled'),
    },
    {
      key: 'used',
      title: t('lastUsed'),
      render: ({ account }) =>
        account.lastUsedAt === null ? t('never') : <When at={account.lastUsedAt} />,
      text: ({ account }) => account.lastUsedAt ?? t('never'),
    },
    {
      key: 'orders',
      title: '',
      align: 'right',
      render: (row) => (mayChange ? <AccountOrders {...row} /> : null),
    },
  ];
  return (
    <Page
      title={t('staff')}
      lead={t('staffLead')}
      actions={
        <>
          <ExportButton
            name={t('staff')}
            columns={columns}
            page={async (cursor) => {
              const answer = await request(Staff, { filter, first: 100, after: cursor });
              const { edges, pageInfo } = answer.staff;
              return {
                rows: rowsOf(edges),
                next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null,
              };
            }}
          />
          {mayChange ? <AddPerson /> : null}
        </>
      }
    >
      <div className={css.filters}>
        <Select
          allowClear
          aria-label={t('role')}
          placeholder={t('role')}
          value={role ?? null}
          options={ROLES.map((value) => ({ value, label: roleWord(value) }))}
          onChange={(value: string | null) => setFilters({ role: value, after: null })}
          style={{ width: 160 }}
        />
        <Select
          allowClear
          aria-label={t('company')}
          placeholder={t('company')}
          value={company ?? null}
          options={honourerOptions()}
          onChange={(value: string | null) => setFilters({ company: value, after: null })}
          style={{ width: 140 }}
        />
      </div>
      <Asked query={query}>
        {({ staff }) => (
          <>
            <DeskTable
              label={t('staff')}
              columns={columns}
              rows={rowsOf(staff.edges)}
              rowKey={({ account }) => account.id}
              loading={query.isPlaceholderData}
            />
            <Pager pageInfo={staff.pageInfo} />
          </>
        )}
      </Asked>
    </Page>
  );
}

function AccountOrders({ person, account }: Row) {
  const t = useOverviewTexts();
  const disable = useOrder(DisableAccount);
  const enable = useOrder(EnableAccount);
  const me = usePersonId();
  const wish = { accountId: account.id };
  if (person.id === me) return null;
  if (account.disabled)
    return (
      <Button
        size="small"
        loading={enable.isRunning}
        onClick={() => void enable.give(wish, t('enabled'))}
      >
        {t('enable')}
      </Button>
    );
  return (
    <span className={css.actions}>
      <Access account={account} act="changeRoles" />
      <Access account={account} act="resetPassword" />
      <Sure
        danger
        title={t('disable')}
        description={t('disableSure')}
        onConfirm={() => disable.give(wish, t('disabled'))}
      >
        <Button size="small" loading={disable.isRunning}>
          {t('disable')}
        </Button>
      </Sure>
    </span>
  );
}

interface NewPerson {
  readonly name: string;
  readonly login: string;
  readonly password: string;
  readonly again: string;
  readonly roles: StaffRole[];
  readonly subsidiary?: string;
}

function AddPerson() {
  const t = useOverviewTexts();
  const desk = useDeskTexts();
  const person = useOrder(RegisterPerson);
  const account = useOrder(RegisterAccount);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<NewPerson>();
  const required = { required: true, message: desk('required') };
  const save = async ({ name, again: _again, ...access }: NewPerson): Promise<void> => {
    const made = await person.give({ name: name.trim() });
    if (made?.__typename !== 'RegisteredPerson') return;
    const done = await account.give({ ...access, personId: made.personId }, t('added'));
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
        {t('addStaff')}
      </Button>
      <Modal
        open={isOpen}
        title={t('addStaff')}
        okText={t('addStaff')}
        confirmLoading={person.isRunning || account.isRunning}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form<NewPerson>
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          onFinish={(values) => void save(values)}
        >
          <Form.Item name="name" label={t('name')} rules={[required]}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="login" label={t('login')} rules={[required]}>
            <Input autoComplete="off" maxLength={64} />
          </Form.Item>
          <NewPassword />
          <RoleFields />
        </Form>
      </Modal>
    </>
  );
}
