/** The first screen: points and tier, what is due, what is about to end, what there is to get. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { inList } from '../../../format/lists.ts';
import { formatMoney, sumOf } from '../../../format/numbers.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { subsidiaryName } from '../../../i18n/domain-words.ts';
import { inLocale } from '../../../i18n/locale.ts';
import { Icon, type IconName } from '../../../ui/icons.tsx';
import { usePageTitle } from '../../../ui/page-title.ts';
import { Asked, EmptyState, Skeleton, SkeletonList } from '../../../ui/states.tsx';
import { shelfOf, TicketParts } from '../coupons/coupon-parts.ts';
import { TicketLink } from '../coupons/ticket.tsx';
import parts from '../parts.module.css';
import { Card, Column, Columns, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './home.module.css';
import { MemberCard, MemberCardParts } from './member-card.tsx';

const MemberHome = graphql(
  `
    query MemberHome {
      me {
        profile {
          name {
            ... on MemberProfileFact {
              value
            }
          }
        }
        ...MemberCardParts
        coupons(usable: true) {
          ...TicketParts
        }
        openFeeBills {
          ... on MemberFeeBills {
            items {
              id
              outstanding
              overdue
            }
          }
        }
        offers {
          code
          message
          offer {
            id
            name {
              zh
              en
            }
            subsidiaries
            reading {
              gives
              condition
            }
          }
        }
      }
    }
  `,
  [MemberCardParts, TicketParts],
);

export type Me = NonNullable<ResultOf<typeof MemberHome>['me']>;

export function HomePage() {
  const t = useMemberTexts();
  usePageTitle(t('home'));
  const query = useAsk(MemberHome, {});
  return (
    <Asked query={query} skeleton={<HomeSkeleton />}>
      {({ me }) => (me === null ? <EmptyState /> : <Home me={me} />)}
    </Asked>
  );
}

function Home({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const fact = me.profile?.name;
  const name = fact !== null && fact !== undefined && 'value' in fact ? fact.value : undefined;
  return (
    <>
      <h1 className={css.hello}>{name === undefined ? t('helloNobody') : t('hello', { name })}</h1>
      <div className={parts.stack}>
        <Columns>
          <Column>
            <MemberCard card={me} />
            <Shortcuts />
            <Bills me={me} />
            <Coupons me={me} />
          </Column>
          <Offers me={me} />
        </Columns>
      </div>
    </>
  );
}

function Shortcuts() {
  const t = useMemberTexts();
  const shortcuts: readonly (readonly [string, IconName, string])[] = [
    ['/me/bills', 'bill', t('payFees')],
    ['/me/service', 'wrench', t('bookService')],
    ['/me/life#parcels', 'parcel', t('parcels')],
    ['/me/family', 'family', t('family')],
  ];
  return (
    <nav className={css.shortcuts} aria-label={t('life')}>
      {shortcuts.map(([to, icon, label]) => (
        <Link key={to} to={to} className={css.shortcut}>
          <span className={css.shortcutMark}>
            <Icon name={icon} />
          </span>
          {label}
        </Link>
      ))}
    </nav>
  );
}

function Bills({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const bills =
    me.openFeeBills !== null && 'items' in me.openFeeBills ? (me.openFeeBills.items ?? []) : [];
  if (bills.length === 0) return null;
  const overdue = bills.filter((bill) => bill.overdue).length;
  return (
    <Link to="/me/bills" className={css.due}>
      <Icon name="bill" />
      <span>
        <strong>
          {overdue > 0
            ? t('overdueBills', { count: overdue })
            : t('dueBills', { count: bills.length })}
        </strong>
        <br />
        {t('inTotal', { amount: formatMoney(sumOf(bills.map(({ outstanding }) => outstanding))) })}
      </span>
      <span className={css.pay}>{t('payNow')}</span>
    </Link>
  );
}

const SHOWN = 3;

function Coupons({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const usable = (me.coupons ?? []).filter((ticket) => shelfOf(ticket) === 'usable');
  const more = { to: '/me/wallet', label: t('seeAll') };
  return (
    <Section title={t('expiringCoupons')} more={more}>
      {usable.length === 0 ? (
        <Card>
          <EmptyState icon="ticket" title={t('noCoupons')} hint={t('noCouponsHint')} />
        </Card>
      ) : (
        usable.slice(0, SHOWN).map((ticket) => <TicketLink key={ticket.id} ticket={ticket} />)
      )}
    </Section>
  );
}

function Offers({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const offers = (me.offers ?? []).flatMap(({ code, offer }) =>
    code === 'GRANTED' && offer !== null ? [offer] : [],
  );
  return (
    <Section title={t('offersForMe')} hint={t('offersHint')}>
      <Card>
        {offers.length === 0 ? (
          <EmptyState icon="gift" title={t('noOffers')} />
        ) : (
          offers.map(({ id, name, subsidiaries, reading }) => (
            <Row
              key={id}
              icon="gift"
              title={inLocale(name)}
              hint={<OfferHint companies={subsidiaries} gives={reading?.gives ?? []} />}
            />
          ))
        )}
      </Card>
      <NotForMe me={me} />
    </Section>
  );
}

/** What is going on for others, and the first reason why it is not for this member: no silent skip. */
function NotForMe({ me }: { readonly me: Me }) {
  const t = useMemberTexts();
  const others = (me.offers ?? []).flatMap(({ code, offer, message }) =>
    code === 'GRANTED' || offer === null ? [] : [{ offer, message }],
  );
  if (others.length === 0) return null;
  return (
    <details className={css.others}>
      <summary>
        {t('notForMe', { count: others.length })}
        <Icon name="down" size={16} className={css.turn} />
      </summary>
      <Card>
        {others.map(({ offer: { id, name }, message }) => (
          <Row key={id} icon="lock" title={inLocale(name)} hint={message} />
        ))}
      </Card>
    </details>
  );
}

function OfferHint({
  companies,
  gives,
}: {
  readonly companies: readonly string[];
  readonly gives: readonly string[];
}): ReactNode {
  return [inList(companies.map((code) => subsidiaryName(code))), ...gives.slice(0, 1)]
    .filter((text) => text !== '')
    .join(' · ');
}

function HomeSkeleton() {
  return (
    <div className={parts.stack} style={{ paddingTop: 60 }}>
      <Skeleton height={212} radius={20} />
      <Skeleton height={92} radius={16} />
      <SkeletonList rows={3} height={104} />
    </div>
  );
}
