/** The phone of a member. The home page comes with the frame; every other page is loaded when it is opened. */
import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import { NotFound } from '../../ui/states.tsx';
import { Frame } from './frame.tsx';
import { HomePage } from './home/home-page.tsx';

const page = <Name extends string>(
  path: string,
  load: () => Promise<Readonly<Record<Name, ComponentType>>>,
  name: NoInfer<Name>,
): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load())[name] }),
});

export const routes: RouteObject[] = [
  {
    element: <Frame />,
    children: [
      { index: true, element: <HomePage /> },
      page('wallet', () => import('./coupons/wallet-page.tsx'), 'WalletPage'),
      page('coupons/:couponId', () => import('./coupons/coupon-page.tsx'), 'CouponPage'),
      page('life', () => import('./things/life-page.tsx'), 'LifePage'),
      page('cars/:vehicleId', () => import('./things/car-page.tsx'), 'CarPage'),
      page('parcels/:waybillNo', () => import('./things/parcel-page.tsx'), 'ParcelPage'),
      page('service', () => import('./things/service-page.tsx'), 'ServicePage'),
      page('bookings/:bookingId', () => import('./things/booking-page.tsx'), 'BookingPage'),
      page('errands/new', () => import('./things/errand-booking-page.tsx'), 'ErrandBookingPage'),
      page('errands/:errandId', () => import('./things/errand-page.tsx'), 'ErrandPage'),
      page('bills', () => import('./fees/bills-page.tsx'), 'BillsPage'),
      page('bills/pay', () => import('./fees/pay-page.tsx'), 'PayPage'),
      page('receipts/:paymentId', () => import('./fees/receipt-page.tsx'), 'ReceiptPage'),
      page('points', () => import('./points/statement-page.tsx'), 'StatementPage'),
      page('tier', () => import('./points/tier-page.tsx'), 'TierPage'),
      page('account', () => import('./account/account-page.tsx'), 'AccountPage'),
      page('profile', () => import('./account/profile-page.tsx'), 'ProfilePage'),
      page('family', () => import('./account/family-page.tsx'), 'FamilyPage'),
      page('privacy', () => import('./account/privacy-page.tsx'), 'PrivacyPage'),
      page('data', () => import('./account/data-page.tsx'), 'DataPage'),
      page('looks', () => import('./account/looks-page.tsx'), 'LooksPage'),
      page('devices', () => import('./account/devices-page.tsx'), 'DevicesPage'),
      page('code', () => import('./account/code-page.tsx'), 'CodePage'),
      { path: '*', element: <NotFound home="/me" /> },
    ],
  },
];
