/** What the group knows of the member, and who said so. */
import { formatDate } from '../../../format/dates.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { identityType, subsidiaryName } from '../../../i18n/domain-words.ts';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { Card, Chip, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { spokenPhone } from './prove-sheet.tsx';

const FactParts = graphql(`
  fragment FactParts on MemberProfileFact {
    value
    source
    observedAt
  }
`);

const MyProfile = graphql(
  `
    query MyProfile {
      me {
        profile {
          name {
            ...FactParts
          }
          birthday {
            ...FactParts
          }
          gender {
            ...FactParts
          }
          address {
            ...FactParts
          }
        }
        identities {
          ... on MemberIdentity {
            id
            type
            value
            verified
            source
            issuer
            lastSeenAt
          }
        }
      }
    }
  `,
  [FactParts],
);

type Fact = ResultOf<typeof FactParts>;

export function ProfilePage() {
  const t = useMemberTexts();
  const query = useAsk(MyProfile, {});
  return (
    <Page title={t('profile')} back="/me/account">
      <Asked query={query}>
        {({ me }) =>
          me === null ? (
            <EmptyState icon="user" />
          ) : (
            <>
              <Card>
                {(['name', 'birthday', 'gender', 'address'] as const).map((field) => (
                  <FactRow key={field} label={t(field)} fact={me.profile?.[field]} />
                ))}
              </Card>
              <Section title={t('identities')}>
                <Card>
                  {me.identities.map((identity) =>
                    'id' in identity && identity.id !== undefined ? (
                      <Row
                        key={identity.id}
                        title={spokenPhone(identity.value)}
                        hint={`${identityType(identity.type)}${identity.issuer === null ? '' : ` · ${subsidiaryName(identity.issuer)}`} · ${t('toldBy', { company: subsidiaryName(identity.source), date: formatDate(identity.lastSeenAt) })}`}
                        side={
                          <Chip {...(identity.verified ? { kind: 'good' as const } : {})}>
                            {t(identity.verified ? 'verified' : 'unverified')}
                          </Chip>
                        }
                      />
                    ) : null,
                  )}
                </Card>
              </Section>
            </>
          )
        }
      </Asked>
    </Page>
  );
}

function FactRow({
  label,
  fact,
}: {
  readonly label: string;
  readonly fact: Fact | { readonly __typename?: 'Withheld' } | null | undefined;
}) {
  const t = useMemberTexts();
  const known = fact !== null && fact !== undefined && 'value' in fact ? fact : undefined;
  const value = known?.value;
  const words =
    value === undefined
      ? t('unknown')
      : value === 'MALE' || value === 'FEMALE' || value === 'OTHER'
        ? t(value)
        : /^\d{4}-\d{2}-\d{2}$/.test(value)
          ? formatDate(value)
          : value;
  return (
    <Row
      title={words}
      hint={
        known === undefined
          ? label
          : `${label} · ${t('toldBy', { company: subsidiaryName(known.source), date: formatDate(known.observedAt) })}`
      }
    />
  );
}
