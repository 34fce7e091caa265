/** The pages of the phone that are photographed and tested for accessibility. */
import type { Ask, PageShot } from '../pages.ts';

const page = (name: string, path: PageShot['path']): PageShot => ({
  name: `member-${name}`,
  path,
  as: 'member',
});

async function firstCoupon(ask: Ask): Promise<string> {
  const { me } = await ask<{ me: { coupons: { id: string }[] } }>(
    '{ me { coupons(usable: true) { id } } }',
  );
  return `/me/coupons/${me.coupons[0]?.id ?? 'none'}`;
}

async function firstCar(ask: Ask): Promise<string> {
  const { me } = await ask<{ me: { vehicles: { items?: { id: string }[] } } }>(
    '{ me { vehicles { ... on MemberVehicles { items { id } } } } }',
  );
  return `/me/cars/${me.vehicles.items?.[0]?.id ?? 'none'}`;
}

async function firstParcel(ask: Ask): Promise<string> {
  const { me } = await ask<{ me: { parcels: { items?: { waybillNo: string }[] } } }>(
    '{ me { parcels(last: 1) { ... on MemberParcels { items { waybillNo } } } } }',
  );
  return `/me/parcels/${me.parcels.items?.[0]?.waybillNo ?? 'none'}`;
}

async function firstBills(ask: Ask): Promise<string> {
  const { me } = await ask<{
    me: { openFeeBills: { items?: { kind: string; dwelling: { id: string } }[] } };
  }>('{ me { openFeeBills { ... on MemberFeeBills { items { kind dwelling { id } } } } } }');
  const bill = me.openFeeBills.items?.[0];
  return `/me/bills/pay?group=${bill?.dwelling.id ?? 'none'}.${bill?.kind ?? 'PROPERTY_FEE'}`;
}

async function firstReceipt(ask: Ask): Promise<string> {
  const { feePayments } = await ask<{ feePayments: { edges: { node: { id: string } }[] } }>(
    '{ feePayments(first: 1) { edges { node { id } } } }',
  );
  return `/me/receipts/${feePayments.edges[0]?.node.id ?? 'none'}`;
}

async function firstBooking(ask: Ask): Promise<string> {
  const { me } = await ask<{ me: { serviceBookings: { items?: { id: string }[] } } }>(
    '{ me { serviceBookings { ... on MemberServiceBookings { items { id } } } } }',
  );
  return `/me/bookings/${me.serviceBookings.items?.[0]?.id ?? 'none'}`;
}

async function firstErrand(ask: Ask): Promise<string> {
  const { me } = await ask<{ me: { errands: { items?: { id: string }[] } } }>(
    '{ me { errands(last: 1) { ... on MemberErrands { items { id } } } } }',
  );
  return `/me/errands/${me.errands.items?.[0]?.id ?? 'none'}`;
}

export const PAGES: readonly PageShot[] = [
  { name: 'sign-in-member', path: '/sign-in', as: 'nobody' },
  { name: 'sign-in-staff', path: '/sign-in?as=staff', as: 'nobody' },
  page('home', '/me'),
  page('wallet', '/me/wallet'),
  page('wallet-past', '/me/wallet?shelf=past'),
  page('coupon', firstCoupon),
  page('code', '/me/code'),
  page('life', '/me/life'),
  page('car', firstCar),
  page('parcel', firstParcel),
  page('service', '/me/service'),
  page('bills', '/me/bills'),
  page('pay', firstBills),
  page('receipt', firstReceipt),
  page('booking', firstBooking),
  page('errand-booking', '/me/errands/new'),
  page('errand', firstErrand),
  page('points', '/me/points'),
  page('tier', '/me/tier'),
  page('account', '/me/account'),
  page('profile', '/me/profile'),
  page('family', '/me/family'),
  page('privacy', '/me/privacy'),
  page('data', '/me/data'),
  page('looks', '/me/looks'),
  page('devices', '/me/devices'),
  page('not-found', '/me/nowhere'),
];
