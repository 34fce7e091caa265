/** A member: telephone, then the code that came by text. Where the server has no channel, it shows the code itself. */
import { type FormEvent, useEffect, useState } from 'react';
import { useCommand } from '../graphql/commands.ts';
import type { VariablesOf } from '../graphql/graphql.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { LoginWithCode, RequestLoginCode } from './operations.ts';
import { beginSession, device } from './session.ts';
import css from './sign-in.module.css';
import { useSignInTexts } from './sign-in-texts.ts';

interface Challenge {
  readonly challengeId: string;
  readonly resendAfter: string;
  readonly code: string | null;
}

export function CodeSignIn({ onDone }: { readonly onDone: () => void }) {
  const t = useSignInTexts();
  const [phone, setPhone] = useState('');
  const [challenge, setChallenge] = useState<Challenge>();
  const { run, isRunning, refusal, failure } = useCommand(RequestLoginCode, { refresh: false });
  const send = async () => {
    const outcome = await run({ phone: phone.trim() }).catch(() => undefined);
    if (outcome?.ok === true && outcome.value.__typename === 'LoginChallenge')
      setChallenge(outcome.value);
  };
  if (challenge !== undefined)
    return (
      <CodeForm
        key={challenge.challengeId}
        phone={phone}
        challenge={challenge}
        onAgain={() => void send()}
        onOther={() => setChallenge(undefined)}
        onDone={onDone}
      />
    );
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextField
        label={t('phone')}
        placeholder={t('phonePlaceholder')}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        value={phone}
        required
        onChange={(event) => setPhone(event.target.value)}
      />
      <Problem refusal={refusal} failure={failure} />
      <Button type="submit" kind="primary" block busy={isRunning} disabled={phone.trim() === ''}>
        {t('sendCode')}
      </Button>
    </form>
  );
}

type SecondIdentity = NonNullable<VariablesOf<typeof LoginWithCode>['input']['secondIdentity']>;

function CodeForm({
  phone,
  challenge,
  onAgain,
  onOther,
  onDone,
}: {
  readonly phone: string;
  readonly challenge: Challenge;
  readonly onAgain: () => void;
  readonly onOther: () => void;
  readonly onDone: () => void;
}) {
  const t = useSignInTexts();
  const [code, setCode] = useState('');
  const [second, setSecond] = useState<SecondIdentity>({ type: 'LICENCE_PLATE', value: '' });
  const { run, isRunning, refusal, failure } = useCommand(LoginWithCode, { refresh: false });
  const needsSecond = refusal?.code === 'SECOND_IDENTITY_NEEDED';
  const enter = async (startNew: boolean) => {
    const token = device.token();
    const outcome = await run({
      challengeId: challenge.challengeId,
      code: code.trim(),
      ...(token === undefined ? {} : { deviceToken: token }),
      ...(second.value === '' || startNew ? {} : { secondIdentity: second }),
      ...(startNew ? { startNew } : {}),
    }).catch(() => undefined);
    if (outcome?.ok !== true || outcome.value.__typename !== 'MemberLogin') return;
    device.remember(outcome.value.deviceToken);
    await beginSession({ kind: 'member', memberId: outcome.value.memberId }, outcome.value.tokens);
    onDone();
  };
  return (
    <form
      className={css.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void enter(false);
      }}
    >
      <div className={css.sent}>
        <span>{t('codeSentTo', { phone })}</span>
        <button type="button" className={css.link} onClick={onOther}>
          {t('otherPhone')}
        </button>
      </div>
      <TextField
        label={t('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        required
        autoFocus
        onChange={(event) => setCode(event.target.value)}
      />
      {challenge.code === null ? null : (
        <p className={css.code}>
          {t('demonstration')}
          <strong>{challenge.code}</strong>
          <button type="button" className={css.link} onClick={() => setCode(challenge.code ?? '')}>
            {t('fillIn')}
          </button>
        </p>
      )}
      {needsSecond ? <SecondProof second={second} onChange={setSecond} /> : null}
      {needsSecond && second.value === '' ? null : <Problem refusal={refusal} failure={failure} />}
      <Button type="submit" kind="primary" block busy={isRunning} disabled={code.trim() === ''}>
        {t('enter')}
      </Button>
      {needsSecond ? (
        <Button block onClick={() => void enter(true)}>
          {t('startNew')}
        </Button>
      ) : (
        <SendAgain after={challenge.resendAfter} onAgain={onAgain} />
      )}
    </form>
  );
}

function SecondProof({
  second,
  onChange,
}: {
  readonly second: SecondIdentity;
  readonly onChange: (second: SecondIdentity) => void;
}) {
  const t = useSignInTexts();
  const types = ['LICENCE_PLATE', 'VIN', 'EMAIL'] as const;
  return (
    <>
      <p>{t('secondNeeded')}</p>
      <SelectField
        label={t('identityType')}
        value={second.type}
        options={types.map((value) => ({ value, label: t(value) }))}
        onChange={(event) =>
          onChange({ ...second, type: event.target.value as SecondIdentity['type'] })
        }
      />
      <TextField
        label={t('identityValue')}
        value={second.value}
        onChange={(event) => onChange({ ...second, value: event.target.value })}
      />
    </>
  );
}

function SendAgain({ after, onAgain }: { readonly after: string; readonly onAgain: () => void }) {
  const t = useSignInTexts();
  const left = () => Math.max(0, Math.ceil((Date.parse(after) - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 1_000);
    return () => clearInterval(timer);
  });
  return (
    <button type="button" className={css.link} disabled={seconds > 0} onClick={onAgain}>
      {seconds > 0 ? t('sendAgainIn', { seconds }) : t('sendAgain')}
    </button>
  );
}
