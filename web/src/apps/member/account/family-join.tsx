/** Without a wallet: opening one, or coming into another's by the code that its keeper sent. */
import { type FormEvent, useState } from 'react';
import { formatDateTime } from '../../../format/dates.ts';
import { useCommand } from '../../../graphql/commands.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { Card, Facts, Notice, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './account.module.css';
import { ShareField, useRightWords } from './family-fields.tsx';
import {
  AcceptInvitation,
  CreatePointHousehold,
  type Me,
  OneInvitation,
} from './family-operations.ts';

const USUAL_SHARE = 2_500;

export function NoFamily({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [filters, setFilters] = useFilters(['code']);
  return (
    <>
      {filters.code === undefined ? (
        <Card>
          <EmptyState icon="family" title={t('noFamily')} hint={t('noFamilyHint')}>
            <Button kind="primary" onClick={() => setIsOpen(true)}>
              {t('openFamily')}
            </Button>
          </EmptyState>
        </Card>
      ) : (
        <Join code={filters.code} onOther={() => setFilters({ code: null })} />
      )}
      {filters.code === undefined ? <TypeCode onCode={(code) => setFilters({ code })} /> : null}
      <Sheet title={t('openFamily')} open={isOpen} onClose={() => setIsOpen(false)}>
        <OpenFamily me={me} onDone={() => setIsOpen(false)} />
      </Sheet>
    </>
  );
}

function TypeCode({ onCode }: { readonly onCode: (code: string) => void }) {
  const t = useMemberTexts();
  const [code, setCode] = useState('');
  return (
    <Section title={t('haveCode')}>
      <Card padded>
        <form
          className={css.form}
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            if (code.trim() !== '') onCode(code.trim());
          }}
        >
          <TextField
            label={t('invitationCode')}
            placeholder="7KQ2-M9XA-4TPC"
            value={code}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={20}
            onChange={(event) => setCode(event.target.value)}
          />
          <Button type="submit" block disabled={code.trim() === ''}>
            {t('seeInvitation')}
          </Button>
        </form>
      </Card>
    </Section>
  );
}

function Join({ code, onOther }: { readonly code: string; readonly onOther: () => void }) {
  const t = useMemberTexts();
  const rightWords = useRightWords();
  const query = useAsk(OneInvitation, { code });
  const [share, setShare] = useState(USUAL_SHARE);
  const { run, isRunning, refusal, failure } = useCommand(AcceptInvitation);
  const join = async () => {
    const outcome = await run({ code, contributionBps: share }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    toast(t('joinedFamily'));
    onOther();
  };
  return (
    <Asked query={query}>
      {({ householdInvitation: invitation }) =>
        invitation === null ? (
          <Card>
            <EmptyState icon="family" title={t('noInvitation')} hint={t('noInvitationHint')}>
              <Button onClick={onOther}>{t('otherCode')}</Button>
            </EmptyState>
          </Card>
        ) : (
          <Section title={t('invitedInto', { name: invitation.householdName })}>
            <Card padded>
              <Facts
                facts={[
                  [t('youMay'), rightWords(invitation)],
                  [t('goodUntil'), formatDateTime(invitation.expiresAt)],
                ]}
              />
              {invitation.state === 'OPEN' ? (
                <ShareField value={share} onChange={setShare} />
              ) : (
                <Notice title={t(`invitation${invitation.state}`)}>
                  <span>{t('askAgain')}</span>
                </Notice>
              )}
              <p className={css.small}>{t('shareHint')}</p>
              <Problem refusal={refusal} failure={failure} />
              <Button
                kind="primary"
                block
                busy={isRunning}
                disabled={invitation.state !== 'OPEN'}
                onClick={() => void join()}
              >
                {t('join')}
              </Button>
              <Button kind="plain" block onClick={onOther}>
                {t('notNowThanks')}
              </Button>
            </Card>
          </Section>
        )
      }
    </Asked>
  );
}

function OpenFamily({ me, onDone }: { readonly me: Me; readonly onDone: () => void }) {
  const t = useMemberTexts();
  const [name, setName] = useState('');
  const [share, setShare] = useState(USUAL_SHARE);
  const { run, isRunning, refusal, failure } = useCommand(CreatePointHousehold);
  const open = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await run({
      name: name.trim(),
      members: [{ memberId: me.id, contributionBps: share, spending: 'FULL' }],
    }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    toast(t('familyOpened'));
    onDone();
  };
  return (
    <form className={css.form} onSubmit={(event) => void open(event)}>
      <TextField
        label={t('familyName')}
        placeholder={t('familyNameExample')}
        value={name}
        maxLength={40}
        required
        onChange={(event) => setName(event.target.value)}
      />
      <ShareField value={share} onChange={setShare} />
      <Problem refusal={refusal} failure={failure} />
      <Button type="submit" kind="primary" block busy={isRunning} disabled={name.trim() === ''}>
        {t('openFamily')}
      </Button>
    </form>
  );
}
