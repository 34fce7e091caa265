/** The family wallet: points that a household shares, who is in it, and who lives together. */
import { formatDate } from '../../../format/dates.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { Card, Chip, Notice, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { spokenNo } from './family-fields.tsx';
import { NoFamily } from './family-join.tsx';
import { Wallet } from './family-members.tsx';
import { type Me, MyFamily } from './family-operations.ts';

/** Others join and leave while one looks. */
const ASK_AGAIN_MS = 20_000;

export function FamilyPage() {
  const t = useMemberTexts();
  const query = useAsk(MyFamily, {}, { refetchInterval: ASK_AGAIN_MS });
  return (
    <Page title={t('familyTitle')} back="/me/account">
      <Asked query={query}>
        {({ me }) => (me === null ? <EmptyState icon="family" /> : <Family me={me} />)}
      </Asked>
    </Page>
  );
}

function Family({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const [{ code }] = useFilters(['code']);
  const households = me.households ?? [];
  return (
    <>
      {households.length === 0 ? <NoFamily me={me} /> : null}
      {code !== undefined && households.length > 0 ? (
        <Notice title={t('inOneAlready')}>
          <span>{t('inOneAlreadyHint')}</span>
        </Notice>
      ) : null}
      {households.map((household) => (
        <Wallet key={household.id} household={household} meId={me.id} />
      ))}
      <LivesWith me={me} />
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
              member?.id === me.id
                ? t('me')
                : `${t('familyMember')} ${member === null ? '' : spokenNo(member.memberNo)}`
            }
            hint={t('since', { date: formatDate(since) })}
            side={<Chip>{t(relation)}</Chip>}
          />
        ))}
      </Card>
    </Section>
  );
}
