/** Staff: login name and password. */
import { type FormEvent, useState } from 'react';
import { useCommand } from '../graphql/commands.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { LoginStaff } from './operations.ts';
import { beginSession, type StaffRole } from './session.ts';
import css from './sign-in.module.css';
import { useSignInTexts } from './sign-in-texts.ts';

export function StaffSignIn({ onDone }: { readonly onDone: () => void }) {
  const t = useSignInTexts();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [isTemporary, setTemporary] = useState(false);
  const { run, isRunning, refusal, failure } = useCommand(LoginStaff, { refresh: false });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const replaced = isTemporary ? { newPassword } : {};
    const outcome = await run({ login: login.trim(), password, ...replaced }).catch(
      () => undefined,
    );
    if (outcome?.ok === false && outcome.refusal.code === 'PASSWORD_TEMPORARY') setTemporary(true);
    if (outcome?.ok !== true || outcome.value.__typename !== 'StaffLogin') return;
    const { personId, accountId, roles, subsidiary, tokens } = outcome.value;
    const session = {
      kind: 'staff',
      personId,
      accountId,
      login: login.trim(),
      subsidiary,
    } as const;
    await beginSession({ ...session, roles: roles as StaffRole[] }, tokens);
    onDone();
  };
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <TextField
        label={t('account')}
        value={login}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        onChange={(event) => setLogin(event.target.value)}
      />
      <TextField
        label={t('password')}
        type="password"
        value={password}
        autoComplete="current-password"
        required
        onChange={(event) => setPassword(event.target.value)}
      />
      {isTemporary && (
        <TextField
          label={t('newPassword')}
          hint={t('newPasswordHint')}
          type="password"
          value={newPassword}
          autoComplete="new-password"
          required
          onChange={(event) => setNewPassword(event.target.value)}
        />
      )}
      <Problem refusal={refusal} failure={failure} />
      <Button
        type="submit"
        kind="primary"
        block
        busy={isRunning}
        disabled={login.trim() === '' || password === '' || (isTemporary && newPassword === '')}
      >
        {t('signIn')}
      </Button>
    </form>
  );
}
