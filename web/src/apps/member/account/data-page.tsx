/** Everything the group keeps about the member, to take away as a file; and having it destroyed, which is asked twice. */
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { formatDecimal } from '../../../format/numbers.ts';
import { RefusalParts, useCommand } from '../../../graphql/commands.ts';
import { Failed, Unreachable } from '../../../graphql/failures.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { currentLocale } from '../../../i18n/locale.ts';
import { accessToken, forgetSession } from '../../../session/session.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { Card, Facts, Page, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './account.module.css';
import { ProveSheet } from './prove-sheet.tsx';

const MyHoldings = graphql(`
  query MyHoldings {
    me {
      id
      memberNo
      points {
        available
      }
      coupons(usable: true) {
        id
      }
    }
  }
`);

const EraseMember = graphql(
  `
    mutation EraseMember($input: EraseMemberInput!) {
      eraseMember(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

type Me = NonNullable<ResultOf<typeof MyHoldings>['me']>;

export function DataPage() {
  const t = useMemberTexts();
  const query = useAsk(MyHoldings, {});
  return (
    <Page title={t('myData')} back="/me/account">
      <Asked query={query}>
        {({ me }) =>
          me === null ? (
            <EmptyState icon="lock" />
          ) : (
            <>
              <Archive memberNo={me.memberNo} />
              <Erasure me={me} />
            </>
          )
        }
      </Asked>
    </Page>
  );
}

/** `proof`: the server wants to know again who is there. */
async function fetchArchive(): Promise<Blob | 'proof'> {
  const token = await accessToken();
  const response = await fetch('/identity-files/members/me/archive.zip', {
    headers: { authorization: `Bearer ${token ?? ''}`, 'accept-language': currentLocale() },
  }).catch((error: unknown) => {
    throw new Unreachable(String(error));
  });
  if (response.ok) return response.blob();
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  if (problem.code === 'STEP_UP_NEEDED') return 'proof';
  throw new Failed(problem.code ?? 'FAILED', problem.detail ?? '', undefined);
}

function Archive({ memberNo }: { readonly memberNo: string }) {
  const t = useMemberTexts();
  const [isBusy, setIsBusy] = useState(false);
  const [isProving, setIsProving] = useState(false);
  const [failure, setFailure] = useState<Error>();
  const take = async () => {
    setIsProving(false);
    setFailure(undefined);
    setIsBusy(true);
    try {
      const archive = await fetchArchive();
      if (archive === 'proof') return setIsProving(true);
      save(archive, `member-${memberNo}.zip`);
      toast(t('archiveTaken'));
    } catch (error) {
      setFailure(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Section title={t('takeMyData')}>
      <Card padded>
        <p>{t('archiveWhat')}</p>
        <Problem refusal={undefined} failure={failure} />
        <Button kind="primary" block busy={isBusy} onClick={() => void take()}>
          {t('download')}
        </Button>
      </Card>
      <ProveSheet
        open={isProving}
        onProved={() => void take()}
        onClose={() => setIsProving(false)}
      />
    </Section>
  );
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

type Step = 'warn' | 'type' | 'prove';

function Erasure({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const [step, setStep] = useState<Step>();
  return (
    <Section title={t('erase')}>
      <Card padded>
        <p>{t('eraseWhat')}</p>
        <Button kind="danger" block onClick={() => setStep('warn')}>
          {t('erase')}
        </Button>
      </Card>
      <Sheet
        title={t('eraseSure')}
        open={step === 'warn'}
        onClose={() => setStep((now) => (now === 'warn' ? undefined : now))}
      >
        <p>{t('eraseLoses')}</p>
        <Facts
          facts={[
            [t('pointsAvailable'), formatDecimal(me.points?.available ?? '0')],
            [t('readyCoupons'), String(me.coupons?.length ?? 0)],
          ]}
        />
        <p className={css.small}>{t('eraseKeeps')}</p>
        <Button data-first block onClick={() => setStep(undefined)}>
          {t('keepMembership')}
        </Button>
        <Button kind="danger" block onClick={() => setStep('type')}>
          {t('goOn')}
        </Button>
      </Sheet>
      <SecondTime me={me} step={step} setStep={setStep} />
    </Section>
  );
}

/** Asked again: the end of the member's number has to be typed, and a code proves who types it. */
function SecondTime({
  me,
  step,
  setStep,
}: {
  readonly me: Me;
  readonly step: Step | undefined;
  readonly setStep: (step: Step | undefined) => void;
}) {
  const t = useMemberTexts();
  const [typed, setTyped] = useState('');
  const client = useQueryClient();
  const navigate = useNavigate();
  const { run, isRunning, refusal, failure } = useCommand(EraseMember, { refresh: false });
  const ending = me.memberNo.slice(-4);
  const erase = async () => {
    const outcome = await run({ memberId: me.id, reason: 'ASKED_BY_MEMBER' }).catch(
      () => undefined,
    );
    if (outcome?.ok === false && outcome.refusal.code === 'STEP_UP_NEEDED') return setStep('prove');
    if (outcome?.ok !== true) return setStep('type');
    forgetSession();
    client.clear();
    toast(t('erased'));
    await navigate('/sign-in', { replace: true });
  };
  return (
    <>
      <Sheet
        title={t('eraseAgain')}
        open={step === 'type'}
        onClose={() => {
          if (step === 'type') setStep(undefined);
        }}
      >
        <form
          className={css.form}
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void erase();
          }}
        >
          <TextField
            label={t('typeEnding', { ending })}
            inputMode="numeric"
            maxLength={4}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Problem
            refusal={refusal?.code === 'STEP_UP_NEEDED' ? undefined : refusal}
            failure={failure}
          />
          <Button type="submit" kind="danger" block busy={isRunning} disabled={typed !== ending}>
            {t('eraseForGood')}
          </Button>
        </form>
      </Sheet>
      <ProveSheet
        open={step === 'prove'}
        onProved={() => void erase()}
        onClose={() => {
          if (step === 'prove') setStep(undefined);
        }}
      />
    </>
  );
}
