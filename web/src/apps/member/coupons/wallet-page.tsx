/** All coupons, on three shelves; which one is in the address. */
import { graphql } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import { Columns, TabPage } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import { type Shelf, shelfOf, TicketParts } from './coupon-parts.ts';
import css from './ticket.module.css';
import { TicketLink } from './ticket.tsx';

const MyCoupons = graphql(
  `
    query MyCoupons {
      me {
        coupons(usable: false) {
          ...TicketParts
        }
      }
    }
  `,
  [TicketParts],
);

/** What a purchase gave comes by itself: asked again while the wallet is open, and at once when a coupon was used. */
const AGAIN_MS = 5_000;

export function WalletPage() {
  const t = useMemberTexts();
  const query = useAsk(MyCoupons, {}, { refetchInterval: AGAIN_MS });
  useLiveRefresh(['coupon.']);
  const [filters, setFilters] = useFilters(['shelf']);
  const shelf: Shelf =
    filters.shelf === 'later' || filters.shelf === 'past' ? filters.shelf : 'usable';
  return (
    <TabPage title={t('wallet')}>
      <Columns>
        <ButtonLink to="/me/code" kind="primary" block>
          {t('showCode')}
        </ButtonLink>
        <Segments
          label={t('whichCoupons')}
          value={shelf}
          options={[
            { value: 'usable', label: t('usable') },
            { value: 'later', label: t('later') },
            { value: 'past', label: t('past') },
          ]}
          onChange={(value) => setFilters({ shelf: value === 'usable' ? null : value })}
        />
      </Columns>
      <Asked query={query} skeleton={<SkeletonList rows={5} height={104} />}>
        {({ me }) => {
          const tickets = (me?.coupons ?? []).filter((ticket) => shelfOf(ticket) === shelf);
          if (tickets.length > 0)
            return (
              <div className={css.shelf}>
                {tickets.map((ticket) => (
                  <TicketLink key={ticket.id} ticket={ticket} />
                ))}
              </div>
            );
          return shelf === 'usable' ? (
            <EmptyState icon="ticket" title={t('noCoupons')} hint={t('noCouponsHint')} />
          ) : (
            <EmptyState
              icon="ticket"
              title={t(shelf === 'later' ? 'nothingLater' : 'nothingPast')}
            />
          );
        }}
      </Asked>
    </TabPage>
  );
}
