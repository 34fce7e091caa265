/** The keeper asks somebody in: what they may use, then a code to send, to read aloud or to hold before their camera. */
import { type FormEvent, useState } from 'react';
import { formatDateTime } from '../../../format/dates.ts';
import { useCommand } from '../../../graphql/commands.ts';
import { useCommonTexts } from '../../../i18n/house-texts.ts';
import { Button } from '../../../ui/button.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { QrCode } from '../../../ui/qr-code.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { toast } from '../../../ui/toast.tsx';
import { Card, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './account.module.css';
import { isRight, type Right, RightField, rightInput, useRightWords } from './family-fields.tsx';
import {
  type Household,
  type Invitation,
  InviteToHousehold,
  WithdrawInvitation,
} from './family-operations.ts';

export function Invitations({ household }: { readonly household: Household }) {
  const t = useMemberTexts();
  const rightWords = useRightWords();
  const [isAsking, setIsAsking] = useState(false);
  const [shown, setShown] = useState<string>();
  const invitation = household.invitations.find(({ id }) => id === shown);
  return (
    <Section title={t('invitations')}>
      {household.invitations.length === 0 ? null : (
        <Card>
          {household.invitations.map((each) => (
            <Row
              key={each.id}
              icon="qr"
              title={each.code}
              hint={`${rightWords(each)} · ${t('untilMoment', { time: formatDateTime(each.expiresAt) })}`}
              side={
                <Button size="small" onClick={() => setShown(each.id)}>
                  {t('showInvitation')}
                </Button>
              }
            />
          ))}
        </Card>
      )}
      <Button kind="primary" block onClick={() => setIsAsking(true)}>
        {t('invite')}
      </Button>
      <Sheet title={t('invite')} open={isAsking} onClose={() => setIsAsking(false)}>
        <Invite
          household={household}
          onDone={(id) => {
            setIsAsking(false);
            setShown(id);
          }}
        />
      </Sheet>
      <Sheet
        title={t('invitationCode')}
        open={invitation !== undefined}
        onClose={() => setShown(undefined)}
      >
        {invitation === undefined ? null : (
          <Shown
            name={household.name}
            invitation={invitation}
            onClose={() => setShown(undefined)}
          />
        )}
      </Sheet>
    </Section>
  );
}

function Invite({
  household,
  onDone,
}: {
  readonly household: Household;
  readonly onDone: (invitationId: string) => void;
}) {
  const t = useMemberTexts();
  const [right, setRight] = useState<Right>({ spending: 'LIMITED', perMonth: '500' });
  const { run, isRunning, refusal, failure } = useCommand(InviteToHousehold);
  const invite = async (event: FormEvent) => {
    event.preventDefault();
    const wish = { householdId: household.id, ...rightInput(right) };
    const outcome = await run(wish).catch(() => undefined);
    if (outcome?.ok === true && outcome.value.__typename === 'HouseholdInvitation')
      onDone(outcome.value.id);
  };
  return (
    <form className={css.form} onSubmit={(event) => void invite(event)}>
      <RightField value={right} onChange={setRight} />
      <p className={css.small}>{t('inviteHint')}</p>
      <Problem refusal={refusal} failure={failure} />
      <Button type="submit" kind="primary" block busy={isRunning} disabled={!isRight(right)}>
        {t('makeCode')}
      </Button>
    </form>
  );
}

function Shown({
  name,
  invitation,
  onClose,
}: {
  readonly name: string;
  readonly invitation: Invitation;
  readonly onClose: () => void;
}) {
  const t = useMemberTexts();
  const common = useCommonTexts();
  const { run, isRunning, refusal, failure } = useCommand(WithdrawInvitation);
  const { code, expiresAt, id } = invitation;
  const address = `${location.origin}/me/family?code=${encodeURIComponent(code)}`;
  const message = t('inviteMessage', { name, code });
  const withdraw = async () => {
    const outcome = await run({ invitationId: id }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    onClose();
    toast(t('withdrawn'));
  };
  const send = async () => {
    const told = { text: message, url: address };
    if (navigator.share !== undefined) return navigator.share(told).catch(() => undefined);
    await navigator.clipboard.writeText(`${message} ${address}`);
    toast(t('copied'));
  };
  return (
    <div className={css.invitation}>
      <QrCode text={address} label={`${t('invitationCode')} ${code}`} size={200} />
      <strong className={css.spoken}>{code}</strong>
      <p className={css.small}>{t('codeOnce', { time: formatDateTime(expiresAt) })}</p>
      <Problem refusal={refusal} failure={failure} />
      <Button kind="primary" block onClick={() => void send()}>
        {t('sendCode')}
      </Button>
      <Button kind="plain" block busy={isRunning} onClick={() => void withdraw()}>
        {t('withdrawInvitation')}
      </Button>
      <Button kind="plain" block onClick={onClose}>
        {common('close')}
      </Button>
    </div>
  );
}
