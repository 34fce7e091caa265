/** What an account of the staff may do, and a new password for it. */
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { useOrder } from '../../desk/use-order.ts';
import { honourerOptions, roleWord } from '../../desk/words.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import type { StaffRole } from '../../session/session.ts';
import { useOverviewTexts } from './overview-texts.ts';
import { ResetPassword, SetAccountRoles, type Staff } from './staff-operations.ts';

export type Person = NonNullable<ResultOf<typeof Staff>['staff']['edges'][number]['node']>;

export const ROLES: readonly StaffRole[] = [
  'operator',
  'auditor',
  'clerk',
  'risk_officer',
  'risk_approver',
];

/** A password for somebody else, twice, so that a slip does not lock them out. */
export function NewPassword() {
  const t = useOverviewTexts();
  const desk = useDeskTexts();
  const required = { required: true, message: desk('required') };
  return (
    <>
      <Form.Item
        name="password"
        label={t('password')}
        extra={t('passwordHint')}
        rules={[required, { min: 12, message: t('passwordHint') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('passwordAgain')}
        dependencies={['password']}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_rule, value: string) =>
              value === undefined || value === '' || value === getFieldValue('password')
                ? Promise.resolve()
                : Promise.reject(new Error(t('passwordDiffers'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}

/** What somebody may do; a clerk, at which company or outside brand. */
export function RoleFields() {
  const t = useOverviewTexts();
  const desk = useDeskTexts();
  const roles = Form.useWatch<StaffRole[] | undefined>('roles') ?? [];
  const required = { required: true, message: desk('required') };
  return (
    <>
      <Form.Item name="roles" label={t('role')} rules={[required]}>
        <Select
          mode="multiple"
          options={ROLES.map((value) => ({ value, label: roleWord(value) }))}
        />
      </Form.Item>
      {roles.includes('clerk') ? (
        <Form.Item name="subsidiary" label={t('company')} rules={[required]}>
          <Select options={honourerOptions()} />
        </Form.Item>
      ) : null}
    </>
  );
}

interface AccessWish {
  readonly password: string;
  readonly again: string;
  readonly roles: StaffRole[];
  readonly subsidiary?: string;
}

/** What an account may do, or a password to be replaced at the next sign-in. */
export function Access({
  account,
  act,
}: {
  readonly account: Person['accounts'][number];
  readonly act: 'changeRoles' | 'resetPassword';
}) {
  const t = useOverviewTexts();
  const setRoles = useOrder(SetAccountRoles);
  const reset = useOrder(ResetPassword);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<AccessWish>();
  const save = async ({ password, roles: wished, subsidiary }: AccessWish): Promise<void> => {
    const wish = { accountId: account.id };
    const done =
      act === 'resetPassword'
        ? await reset.give({ ...wish, password }, t('passwordReset'))
        : await setRoles.give(
            { ...wish, roles: wished, ...(subsidiary === undefined ? {} : { subsidiary }) },
            t('rolesChanged'),
          );
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t(act)}
      </Button>
      <Modal
        open={isOpen}
        title={`${t(act)} · ${account.login}`}
        okText={t(act)}
        confirmLoading={setRoles.isRunning || reset.isRunning}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form<AccessWish>
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          initialValues={{
            roles: [...account.roles],
            ...(account.subsidiary === null ? {} : { subsidiary: account.subsidiary }),
          }}
          onFinish={(values) => void save(values)}
        >
          {act === 'resetPassword' ? <NewPassword /> : <RoleFields />}
        </Form>
      </Modal>
    </>
  );
}
