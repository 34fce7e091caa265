/** The counter: scan, basket, redeem, give back. */
import type { RouteObject } from 'react-router';
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
    ],
  },
];
