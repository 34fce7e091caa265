/** Before something sensitive: a code to the member's own telephone proves that it is not somebody who found it open. */
import { type FormEvent, useState } from 'react';
import { RefusalParts, useCommand } from '../../../graphql/commands.ts';
import { graphql } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { RequestLoginCode } from '../../../session/operations.ts';
import { useSignInTexts } from '../../../session/sign-in-texts.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './account.module.css';

const MyPhone = graphql(`
  query MyPhone {
    me {
      identities {
        ... on MemberIdentity {
          type
          value
          verified
        }
      }
    }
  }
`);

const ProveWithCode = graphql(
  `
    mutation ProveWithCode($input: ProveWithCodeInput!) {
      proveWithCode(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

/** 139 7962 3322 */
export const spokenPhone = (phone: string): string =>
  phone.replace(/^\+86(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');

export function ProveSheet({
  open,
  onProved,
  onClose,
}: {
  readonly open: boolean;
  readonly onProved: () => void;
  readonly onClose: () => void;
}) {
  const t = useMemberTexts();
  return (
    <Sheet title={t('prove')} open={open} onClose={onClose}>
      <Prove onProved={onProved} />
    </Sheet>
  );
}

function Prove({ onProved }: { readonly onProved: () => void }) {
  const t = useMemberTexts();
  const query = useAsk(MyPhone, {});
  return (
    <Asked query={query}>
      {({ me }) => {
        const phone = (me?.identities ?? []).find(
          (identity) =>
            'type' in identity && identity.type === 'PHONE' && identity.verified === true,
        );
        return phone === undefined || !('value' in phone) || phone.value === undefined ? (
          <EmptyState icon="device" title={t('noPhone')} hint={t('noPhoneHint')} />
        ) : (
          <ByCode phone={phone.value} onProved={onProved} />
        );
      }}
    </Asked>
  );
}

function ByCode({ phone, onProved }: { readonly phone: string; readonly onProved: () => void }) {
  const t = useMemberTexts();
  const signIn = useSignInTexts();
  const [code, setCode] = useState('');
  const [challenge, setChallenge] = useState<{
    readonly id: string;
    readonly code: string | null;
  }>();
  const send = useCommand(RequestLoginCode, { refresh: false });
  const prove = useCommand(ProveWithCode, { refresh: false });
  const sendCode = async () => {
    const outcome = await send.run({ phone }).catch(() => undefined);
    if (outcome?.ok === true && outcome.value.__typename === 'LoginChallenge')
      setChallenge({ id: outcome.value.challengeId, code: outcome.value.code });
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (challenge === undefined) return sendCode();
    const wish = { challengeId: challenge.id, code: code.trim() };
    const outcome = await prove.run(wish).catch(() => undefined);
    if (outcome?.ok === true) onProved();
  };
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <p className={css.small}>{t('proveHint', { phone: spokenPhone(phone) })}</p>
      {challenge === undefined ? null : (
        <>
          <TextField
            label={signIn('code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            autoFocus
            onChange={(event) => setCode(event.target.value)}
          />
          {challenge.code === null ? null : (
            <p className={css.small}>
              {signIn('demonstration')} <strong>{challenge.code}</strong>{' '}
              <Button size="small" onClick={() => setCode(challenge.code ?? '')}>
                {signIn('fillIn')}
              </Button>
            </p>
          )}
        </>
      )}
      <Problem refusal={prove.refusal ?? send.refusal} failure={prove.failure ?? send.failure} />
      <Button
        type="submit"
        kind="primary"
        block
        busy={send.isRunning || prove.isRunning}
        disabled={challenge !== undefined && code.trim() === ''}
      >
        {challenge === undefined ? signIn('sendCode') : t('proceed')}
      </Button>
    </form>
  );
}
