/** One car: what it is, when it wants service, what was done. */
import { useParams } from 'react-router';
import { formatDate } from '../../../format/dates.ts';
import { formatDecimal, formatMoney } from '../../../format/numbers.ts';
import { graphql } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { Asked, NotFound } from '../../../ui/states.tsx';
import { Card, Column, Columns, Facts, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './things.module.css';

const MyCar = graphql(`
  query MyCar($id: ID!) {
    vehicle(id: $id) {
      id
      vin
      licencePlate
      colour
      odometerKm
      ownedSince
      model {
        name
        brand
        serviceIntervalKm
        serviceIntervalMonths
      }
      workOrders {
        id
        workOrderNo
        state
        openedAt
        paid
        odometerKm
        dealership {
          name
        }
      }
    }
  }
`);

export function CarPage() {
  const t = useMemberTexts();
  const { vehicleId = '' } = useParams();
  const query = useAsk(MyCar, { id: vehicleId });
  return (
    <Page wide title={t('vehicle')} back="/me/life">
      <Asked query={query}>
        {({ vehicle: car }) =>
          car === null ? (
            <NotFound home="/me/life" />
          ) : (
            <Columns>
              <Column>
                <Card padded>
                  <h2 className={css.big}>{car.model?.name}</h2>
                  <Facts
                    facts={[
                      [t('plate'), car.licencePlate ?? t('plateless')],
                      [t('colour'), car.colour],
                      [
                        t('odometerName'),
                        t('odometer', { km: formatDecimal(String(car.odometerKm)) }),
                      ],
                      [t('vin'), car.vin ?? '—'],
                      ...(car.ownedSince === null
                        ? []
                        : [[t('ownedSince'), formatDate(car.ownedSince)] as const]),
                      ...(car.model === null
                        ? []
                        : [
                            [
                              t('serviceEvery'),
                              t('serviceInterval', {
                                km: formatDecimal(String(car.model.serviceIntervalKm)),
                                months: car.model.serviceIntervalMonths,
                              }),
                            ] as const,
                          ]),
                    ]}
                  />
                </Card>
                <ButtonLink kind="primary" to={`/me/service?car=${car.id}`} block>
                  {t('bookService')}
                </ButtonLink>
              </Column>
              <Section title={t('serviceHistory')}>
                <Card>
                  {car.workOrders.length === 0 ? (
                    <Row icon="wrench" title={t('noServiceHistory')} />
                  ) : (
                    car.workOrders.map(({ id, openedAt, paid, odometerKm, dealership }) => (
                      <Row
                        key={id}
                        icon="wrench"
                        title={dealership?.name ?? ''}
                        hint={`${formatDate(openedAt)} · ${t('odometer', { km: formatDecimal(String(odometerKm)) })}`}
                        side={formatMoney(paid)}
                      />
                    ))
                  )}
                </Card>
              </Section>
            </Columns>
          )
        }
      </Asked>
    </Page>
  );
}
