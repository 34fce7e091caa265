/** The member: profile, ways to the other pages, language, appearance, sign-out. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { formatDate } from '../../../format/dates.ts';
import { graphql } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { useCommonTexts } from '../../../i18n/house-texts.ts';
import { currentLocale, setLocale } from '../../../i18n/locale.ts';
import { signOut } from '../../../session/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { Asked, SkeletonList } from '../../../ui/states.tsx';
import { type Appearance, setAppearance, useAppearance } from '../../../ui/theme.ts';
import { Card, Column, Columns, Row, Section, TabPage } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './account.module.css';
import { spokenNo } from './family-fields.tsx';

const MyAccount = graphql(`
  query MyAccount {
    me {
      memberNo
      enrolledAt
      profile {
        name {
          ... on MemberProfileFact {
            value
          }
        }
      }
    }
  }
`);

export function AccountPage() {
  const t = useMemberTexts();
  const query = useAsk(MyAccount, {});
  return (
    <TabPage title={t('account')}>
      <Columns>
        <Column>
          <Asked query={query} skeleton={<SkeletonList rows={1} height={98} />}>
            {({ me }) => {
              const fact = me?.profile?.name;
              const name =
                fact !== null && fact !== undefined && 'value' in fact ? fact.value : undefined;
              return (
                <Card>
                  <Row
                    icon="user"
                    title={name ?? t('noTier')}
                    hint={
                      me === null ? undefined : (
                        <>
                          {t('memberNo', { no: spokenNo(me.memberNo) })}
                          <br />
                          {t('memberSince', { date: formatDate(me.enrolledAt) })}
                        </>
                      )
                    }
                    to="/me/profile"
                  />
                </Card>
              );
            }}
          </Asked>
          <Card>
            <Row icon="points" title={t('statement')} to="/me/points" />
            <Row icon="shield" title={t('tierTitle')} to="/me/tier" />
            <Row icon="family" title={t('familyTitle')} to="/me/family" />
            <Row icon="bill" title={t('payFees')} to="/me/bills" />
          </Card>
          <Card>
            <Row icon="lock" title={t('privacy')} to="/me/privacy" />
            <Row icon="eye" title={t('whoLooked')} to="/me/looks" />
            <Row icon="device" title={t('devices')} to="/me/devices" />
            <Row icon="bill" title={t('myData')} to="/me/data" />
          </Card>
        </Column>
        <Settings />
      </Columns>
    </TabPage>
  );
}

function Settings() {
  const t = useMemberTexts();
  const common = useCommonTexts();
  const appearance = useAppearance();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    await signOut();
    client.clear();
    await navigate('/sign-in', { replace: true });
  };
  return (
    <Section title={t('settings')}>
      <Card padded>
        <div className={css.setting}>
          <span>{common('language')}</span>
          <Segments
            label={common('language')}
            value={currentLocale()}
            options={[
              { value: 'zh-CN', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
            onChange={(locale) => {
              setLocale(locale);
              void client.invalidateQueries();
            }}
          />
        </div>
        <div className={css.setting}>
          <span>{common('appearance')}</span>
          <Segments
            label={common('appearance')}
            value={appearance}
            options={(['system', 'light', 'dark'] as const satisfies Appearance[]).map((value) => ({
              value,
              label: common(value),
            }))}
            onChange={setAppearance}
          />
        </div>
      </Card>
      <Button block onClick={() => void leave()}>
        {common('signOut')}
      </Button>
    </Section>
  );
}
