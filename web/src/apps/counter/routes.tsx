/** The counter: scan, basket, redeem, give back. */
import type { RouteObject } from 'react-router';
import { NotFound } from '../../ui/states.tsx';
import { Frame } from './frame.tsx';
import { TillPage } from './till-page.tsx';

export const routes: RouteObject[] = [
  {
    element: <Frame />,
    children: [
      { index: true, element: <TillPage /> },
      {
        path: 'today',
        lazy: async () => ({ Component: (await import('./today-page.tsx')).TodayPage }),
      },
      {
        path: 'redemptions/:redemptionId',
        lazy: async () => ({ Component: (await import('./redemption-page.tsx')).RedemptionPage }),
      },
      {
        path: 'errands',
        lazy: async () => ({ Component: (await import('./errands-page.tsx')).ErrandsPage }),
      },
      {
        path: 'errand-times',
        lazy: async () => ({
          Component: (await import('./errand-times-page.tsx')).ErrandTimesPage,
        }),
      },
      {
        path: 'bookings',
        lazy: async () => ({ Component: (await import('./bookings-page.tsx')).BookingsPage }),
      },
      { path: '*', element: <NotFound home="/counter" /> },
    ],
  },
];
