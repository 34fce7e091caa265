/** The family wallet: points that a household shares, who is in it, and who lives together. */
import { type FormEvent, useState } from 'react';
import { formatDate } from '../../../format/dates.ts';
import { formatBps, formatDecimal } from '../../../format/numbers.ts';
import { RefusalParts, useCommand } from '../../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { Confirm, Sheet } from '../../../ui/sheet.tsx';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { Card, Chip, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './account.module.css';

const MyFamily = graphql(`
  query MyFamily {
    me {
      id
      households {
        id
        name
        balance {
          available
        }
        members {
          contributionBps
          joinedAt
          perMonth
          spending
          member {
            id
            memberNo
          }
        }
      }
      homeHousehold {
        id
        members {
          relation
          since
          member {
            id
            memberNo
          }
        }
      }
    }
  }
`);

const CreatePointHousehold = graphql(
  `
    mutation CreatePointHousehold($input: CreatePointHouseholdInput!) {
      createPointHousehold(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

const LeaveHousehold = graphql(
  `
    mutation LeaveHousehold($input: LeaveHouseholdInput!) {
      leaveHousehold(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

type Me = NonNullable<ResultOf<typeof MyFamily>['me']>;
type Household = NonNullable<Me['households']>[number];

export function FamilyPage() {
  const t = useMemberTexts();
  const query = useAsk(MyFamily, {});
  return (
    <Page title={t('familyTitle')} back="/me/account">
      <Asked query={query}>
        {({ me }) =>
          me === null ? (
            <EmptyState />
          ) : (
            <>
              {(me.households ?? []).length === 0 ? <NoFamily me={me} /> : null}
              {(me.households ?? []).map((household) => (
                <Wallet key={household.id} household={household} meId={me.id} />
              ))}
              <LivesWith me={me} />
            </>
          )
        }
      </Asked>
    </Page>
  );
}

function NoFamily({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Card>
      <EmptyState icon="family" title={t('noFamily')} hint={t('noFamilyHint')}>
        <Button kind="primary" onClick={() => setIsOpen(true)}>
          {t('openFamily')}
        </Button>
      </EmptyState>
      <Sheet title={t('openFamily')} open={isOpen} onClose={() => setIsOpen(false)}>
        <OpenFamily me={me} onDone={() => setIsOpen(false)} />
      </Sheet>
    </Card>
  );
}

const SHARES = ['1000', '2500', '5000', '10000'] as const;

function OpenFamily({ me, onDone }: { readonly me: Me; readonly onDone: () => void }) {
  const t = useMemberTexts();
  const [name, setName] = useState('');
  const [share, setShare] = useState<(typeof SHARES)[number]>('2500');
  const { run, isRunning, refusal, failure } = useCommand(CreatePointHousehold);
  const open = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await run({
      name: name.trim(),
      members: [{ memberId: me.id, contributionBps: Number(share), spending: 'FULL' }],
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
      <div className={css.setting}>
        <span>{t('share')}</span>
        <Segments
          label={t('share')}
          value={share}
          options={SHARES.map((value) => ({ value, label: formatBps(Number(value)) }))}
          onChange={setShare}
        />
      </div>
      <Problem refusal={refusal} failure={failure} />
      <Button type="submit" kind="primary" block busy={isRunning} disabled={name.trim() === ''}>
        {t('openFamily')}
      </Button>
    </form>
  );
}

function Wallet({ household, meId }: { readonly household: Household; readonly meId: string }) {
  const t = useMemberTexts();
  return (
    <Section title={household.name}>
      <Card padded>
        <span>{t('familyPoints')}</span>
        <span className={css.familyPoints}>
          {formatDecimal(household.balance?.available ?? '0')}
        </span>
      </Card>
      <Card>
        {household.members.map(
          ({ member, contributionBps, spending, perMonth, joinedAt }, index) => (
            <Row
              key={member?.id ?? index}
              icon="user"
              title={
                member?.id === meId
                  ? t('me')
                  : `${t('familyMember')}${member === null ? '' : ` ${member.memberNo}`}`
              }
              hint={`${t('contributes', { share: formatBps(contributionBps) })} · ${t('since', { date: formatDate(joinedAt) })}`}
              side={
                <Chip>
                  {spending === 'LIMITED'
                    ? t('LIMITED', { amount: formatDecimal(perMonth ?? '0') })
                    : t(spending)}
                </Chip>
              }
            />
          ),
        )}
      </Card>
      <Leave household={household} meId={meId} />
    </Section>
  );
}

function Leave({ household, meId }: { readonly household: Household; readonly meId: string }) {
  const t = useMemberTexts();
  const [isAsking, setIsAsking] = useState(false);
  const { run, isRunning, refusal, failure } = useCommand(LeaveHousehold);
  const leave = async () => {
    const wish = { householdId: household.id, memberId: meId };
    const outcome = await run(wish).catch(() => undefined);
    if (outcome?.ok !== true) return;
    setIsAsking(false);
    toast(t('leftFamily'));
  };
  return (
    <>
      <Button kind="plain" onClick={() => setIsAsking(true)}>
        {t('leaveFamily')}
      </Button>
      <Confirm
        title={t('leaveFamilySure', { name: household.name })}
        hint={t('leaveFamilyHint')}
        action={t('leaveFamily')}
        open={isAsking}
        busy={isRunning}
        onConfirm={() => void leave()}
        onClose={() => setIsAsking(false)}
      >
        <Problem refusal={refusal} failure={failure} />
      </Confirm>
    </>
  );
}

function LivesWith({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  if (me.homeHousehold === null) return null;
  return (
    <Section title={t('livesWith')}>
      <Card>
        {me.homeHousehold.members.map(({ relation, since, member }, index) => (
          <Row
            key={member?.id ?? index}
            icon="family"
            title={
              member?.id === me.id ? t('me') : `${t('familyMember')} ${member?.memberNo ?? ''}`
            }
            hint={t('since', { date: formatDate(since) })}
            side={<Chip>{t(relation)}</Chip>}
          />
        ))}
      </Card>
    </Section>
  );
}
