/** One parcel and its way. */
import { useParams } from 'react-router';
import { formatDateTime } from '../../../format/dates.ts';
import { formatDecimal, formatMoney, fromMinor } from '../../../format/numbers.ts';
import { graphql } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { parcelState } from '../../../i18n/domain-words.ts';
import { Asked, NotFound } from '../../../ui/states.tsx';
import { Card, Columns, Facts, Page, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './things.module.css';

const MyParcel = graphql(`
  query MyParcel($waybillNo: String!) {
    parcel(waybillNo: $waybillNo) {
      waybillNo
      state
      depotCode
      fromDistrict
      toDistrict
      weightGrams
      fee
      discount
      paid
      sender {
        name
      }
      recipient {
        name
      }
      events {
        occurredAt
        place
        state
      }
    }
  }
`);

export function ParcelPage() {
  const t = useMemberTexts();
  const { waybillNo = '' } = useParams();
  const query = useAsk(MyParcel, { waybillNo });
  return (
    <Page wide title={t('parcel')} back="/me/life#parcels">
      <Asked query={query}>
        {({ parcel }) =>
          parcel === null ? (
            <NotFound home="/me/life#parcels" />
          ) : (
            <Columns>
              <Card padded>
                <h2 className={css.big}>{parcelState(parcel.state)}</h2>
                <Facts
                  facts={[
                    [t('waybill'), parcel.waybillNo],
                    [
                      t('sent'),
                      [parcel.sender?.name, parcel.fromDistrict].filter(Boolean).join(' · '),
                    ],
                    [
                      t('received'),
                      [parcel.recipient?.name, parcel.toDistrict].filter(Boolean).join(' · '),
                    ],
                    [
                      t('weight'),
                      t('kilograms', {
                        kg: formatDecimal(fromMinor(BigInt(parcel.weightGrams), 3)),
                      }),
                    ],
                    [t('fee'), formatMoney(parcel.paid)],
                  ]}
                />
              </Card>
              <Section title={t('itsWay')}>
                <Card padded>
                  <ol className={css.way}>
                    {parcel.events.toReversed().map(({ occurredAt, place, state }) => (
                      <li key={occurredAt + state}>
                        <strong>{parcelState(state)}</strong>
                        {/* Where it is handed in is told by its code: the district says more to a person. */}
                        <span>{place === parcel.depotCode ? parcel.fromDistrict : place}</span>
                        <small>{formatDateTime(occurredAt)}</small>
                      </li>
                    ))}
                  </ol>
                </Card>
              </Section>
            </Columns>
          )
        }
      </Asked>
    </Page>
  );
}
