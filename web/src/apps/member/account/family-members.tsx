/** Who shares the wallet: everybody sets what they give; its keeper what the others may use, and who goes. */
import { type FormEvent, useState } from 'react';
import { formatDate } from '../../../format/dates.ts';
import { formatBps, formatDecimal } from '../../../format/numbers.ts';
import { useCommand } from '../../../graphql/commands.ts';
import { useCommonTexts } from '../../../i18n/house-texts.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Confirm, Sheet } from '../../../ui/sheet.tsx';
import { toast } from '../../../ui/toast.tsx';
import { Card, Chip, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './account.module.css';
import {
  isRight,
  type Right,
  RightField,
  rightInput,
  ShareField,
  spokenNo,
  useRightWords,
} from './family-fields.tsx';
import { Invitations } from './family-invite.tsx';
import {
  DrawHouseholdPoints,
  type Household,
  LeaveHousehold,
  type Placed,
  SetHouseholdMember,
} from './family-operations.ts';

export function Wallet({
  household,
  meId,
}: {
  readonly household: Household;
  readonly meId: string;
}) {
  const t = useMemberTexts();
  const rightWords = useRightWords();
  const [editing, setEditing] = useState<string>();
  const { members } = household;
  const isKeeper = members[0]?.memberId === meId;
  const placed = members.find(({ memberId }) => memberId === editing);
  return (
    <>
      <Pool household={household} meId={meId} />
      <Section title={t('whoShares')}>
        <Card>
          {members.map((each, index) => {
            const { member, memberId, contributionBps, joinedAt } = each;
            const isMe = memberId === meId;
            return (
              <Row
                key={memberId}
                icon="user"
                title={
                  <>
                    {isMe ? t('me') : `${t('familyMember')} ${index + 1}`}{' '}
                    {index === 0 ? <Chip kind="good">{t('keeper')}</Chip> : null}
                  </>
                }
                hint={
                  <>
                    {isMe || member === null ? null : (
                      <>
                        {t('memberNo', { no: spokenNo(member.memberNo) })}
                        <br />
                      </>
                    )}
                    {t('contributes', { share: formatBps(contributionBps) })} · {rightWords(each)}
                    <br />
                    {t('since', { date: formatDate(joinedAt) })}
                  </>
                }
                side={
                  isMe || isKeeper ? (
                    <Button
                      size="small"
                      aria-label={`${t('change')} ${isMe ? t('me') : `${t('familyMember')} ${index + 1}`}`}
                      onClick={() => setEditing(memberId)}
                    >
                      {t('change')}
                    </Button>
                  ) : undefined
                }
              />
            );
          })}
        </Card>
      </Section>
      {isKeeper ? <Invitations household={household} /> : null}
      <GoOut household={household} memberId={meId} isMe />
      <Sheet
        title={t('changePlace')}
        open={placed !== undefined}
        onClose={() => setEditing(undefined)}
      >
        {placed === undefined ? null : (
          <Place
            household={household}
            placed={placed}
            isMe={editing === meId}
            isKeeper={isKeeper}
            onDone={() => setEditing(undefined)}
          />
        )}
      </Sheet>
    </>
  );
}

function Pool({ household, meId }: { readonly household: Household; readonly meId: string }) {
  const t = useMemberTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [amount, setAmount] = useState('');
  const { run, isRunning, refusal, failure } = useCommand(DrawHouseholdPoints);
  const available = household.balance?.available ?? '0';
  const mine = household.members.find(({ memberId }) => memberId === meId);
  const isAmount = /^[1-9]\d{0,8}$/.test(amount.trim());
  const draw = async (event: FormEvent) => {
    event.preventDefault();
    const wish = { householdId: household.id, memberId: meId, amount: amount.trim() };
    const outcome = await run(wish).catch(() => undefined);
    if (outcome?.ok !== true) return;
    setIsOpen(false);
    setAmount('');
    toast(t('drawn', { count: formatDecimal(wish.amount) }));
  };
  return (
    <Section title={household.name}>
      <Card padded>
        <span>{t('familyPoints')}</span>
        <span className={css.familyPoints}>{formatDecimal(available)}</span>
        <p className={css.small}>{t('poolHint')}</p>
        {mine === undefined || mine.spending === 'NONE' ? null : (
          <Button block onClick={() => setIsOpen(true)}>
            {t('draw')}
          </Button>
        )}
      </Card>
      <Sheet title={t('draw')} open={isOpen} onClose={() => setIsOpen(false)}>
        <form className={css.form} onSubmit={(event) => void draw(event)}>
          <TextField
            label={t('howMany')}
            hint={
              mine?.spending === 'LIMITED'
                ? `${t('thereAre', { count: formatDecimal(available) })} · ${t('LIMITED', { amount: formatDecimal(mine.perMonth ?? '0') })}`
                : t('thereAre', { count: formatDecimal(available) })
            }
            inputMode="numeric"
            data-first
            value={amount}
            onChange={(event) => setAmount(event.target.value)}
          />
          <p className={css.small}>{t('drawHint')}</p>
          <Problem refusal={refusal} failure={failure} />
          <Button type="submit" kind="primary" block busy={isRunning} disabled={!isAmount}>
            {t('draw')}
          </Button>
        </form>
      </Sheet>
    </Section>
  );
}

function Place({
  household,
  placed,
  isMe,
  isKeeper,
  onDone,
}: {
  readonly household: Household;
  readonly placed: Placed;
  readonly isMe: boolean;
  readonly isKeeper: boolean;
  readonly onDone: () => void;
}) {
  const t = useMemberTexts();
  const common = useCommonTexts();
  const [share, setShare] = useState(placed.contributionBps);
  const [right, setRight] = useState<Right>({
    spending: placed.spending,
    perMonth: (placed.perMonth ?? '500').replace(/\.0+$/, ''),
  });
  const { run, isRunning, refusal, failure } = useCommand(SetHouseholdMember);
  const { memberId } = placed;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await run({
      ...{ householdId: household.id, memberId, contributionBps: share },
      ...rightInput(right),
    }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    toast(t('changed'));
    onDone();
  };
  return (
    <>
      <form className={css.form} onSubmit={(event) => void save(event)}>
        {isMe ? <ShareField value={share} onChange={setShare} /> : null}
        {isKeeper ? <RightField value={right} onChange={setRight} /> : null}
        <Problem refusal={refusal} failure={failure} />
        <Button type="submit" kind="primary" block busy={isRunning} disabled={!isRight(right)}>
          {common('save')}
        </Button>
      </form>
      {isKeeper && !isMe ? (
        <GoOut household={household} memberId={memberId} isMe={false} onDone={onDone} />
      ) : null}
    </>
  );
}

/** Leaving, or taking somebody out: what is left of what that member gave goes along. */
function GoOut({
  household,
  memberId,
  isMe,
  onDone,
}: {
  readonly household: Household;
  readonly memberId: string;
  readonly isMe: boolean;
  readonly onDone?: () => void;
}) {
  const t = useMemberTexts();
  const [isAsking, setIsAsking] = useState(false);
  const { run, isRunning, refusal, failure } = useCommand(LeaveHousehold);
  const go = async () => {
    const outcome = await run({ householdId: household.id, memberId }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    setIsAsking(false);
    toast(t(isMe ? 'leftFamily' : 'takenOut'));
    onDone?.();
  };
  return (
    <>
      <Button kind="plain" block onClick={() => setIsAsking(true)}>
        {t(isMe ? 'leaveFamily' : 'takeOut')}
      </Button>
      <Confirm
        title={isMe ? t('leaveFamilySure', { name: household.name }) : t('takeOutSure')}
        hint={t(isMe ? 'leaveFamilyHint' : 'takeOutHint')}
        action={t(isMe ? 'leaveFamily' : 'takeOut')}
        open={isAsking}
        busy={isRunning}
        onConfirm={() => void go()}
        onClose={() => setIsAsking(false)}
      >
        <Problem refusal={refusal} failure={failure} />
      </Confirm>
    </>
  );
}
