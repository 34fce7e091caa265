/** Addresses and who may open them. Each app is its own bundle, loaded when somebody goes there. */
import { QueryClientProvider } from '@tanstack/react-query';
import {
  createBrowserRouter,
  Navigate,
  Outlet,
  type RouteObject,
  RouterProvider,
  useLocation,
} from 'react-router';
import { createQueryClient } from './graphql/queries.ts';
import { useCommonTexts } from './i18n/house-texts.ts';
import { APP_PATHS, type AppName, appsOf, homeOf } from './session/home.ts';
import { useSession } from './session/session.ts';
import { SignInPage } from './session/sign-in-page.tsx';
import { ButtonLink } from './ui/button.tsx';
import { RouteFailure } from './ui/failure-boundary.tsx';
import { NoPermission, NotFound, SkeletonList } from './ui/states.tsx';
import { ToastPlace } from './ui/toast.tsx';

const queryClient = createQueryClient();

function Frame() {
  return (
    <>
      <Outlet />
      <ToastPlace />
    </>
  );
}

function GoHome() {
  return <Navigate to={homeOf(useSession())} replace />;
}

/** Strangers sign in first and come back here; others see what their role may see. */
function Only({ app }: { readonly app: AppName }) {
  const session = useSession();
  const t = useCommonTexts();
  const { pathname, search } = useLocation();
  if (session === undefined) {
    const back = encodeURIComponent(pathname + search);
    const as = app === 'member' ? '' : '&as=staff';
    return <Navigate to={`/sign-in?back=${back}${as}`} replace />;
  }
  return appsOf(session).includes(app) ? (
    <Outlet />
  ) : (
    <main>
      <NoPermission>
        <ButtonLink to={homeOf(session)}>{t('home')}</ButtonLink>
      </NoPermission>
    </main>
  );
}

function Nowhere({ home }: { readonly home: string }) {
  return (
    <main>
      <NotFound home={home} />
    </main>
  );
}

/** Each app's module exports `routes`; its first route is its frame. */
const LOADERS: Readonly<Record<AppName, () => Promise<{ readonly routes: RouteObject[] }>>> = {
  member: () => import('./apps/member/routes.tsx'),
  counter: () => import('./apps/counter/routes.tsx'),
  group: () => import('./apps/group/routes.tsx'),
  risk: () => import('./apps/risk/routes.tsx'),
};

const router: ReturnType<typeof createBrowserRouter> = createBrowserRouter(
  [
    {
      id: 'frame',
      element: <Frame />,
      errorElement: <RouteFailure />,
      hydrateFallbackElement: <SkeletonList />,
      children: [
        { index: true, element: <GoHome /> },
        { path: 'sign-in', element: <SignInPage /> },
        { path: '*', element: <Nowhere home="/" /> },
      ],
    },
  ],
  {
    async patchRoutesOnNavigation({ path, patch }) {
      const app = (Object.keys(LOADERS) as AppName[]).find(
        (name) => path === APP_PATHS[name] || path.startsWith(`${APP_PATHS[name]}/`),
      );
      if (app === undefined) return;
      const { routes } = await LOADERS[app]();
      // A navigation that was overtaken patches nothing; the one that overtook it comes here as well.
      if (isHere(app)) return;
      patch('frame', [
        {
          path: APP_PATHS[app].slice(1),
          element: <Only app={app} />,
          errorElement: <RouteFailure />,
          children: [...routes, { path: '*', element: <Nowhere home={APP_PATHS[app]} /> }],
        },
      ]);
    },
  },
);

function isHere(app: AppName): boolean {
  const [frame] = router.routes;
  return frame?.children?.some(({ path }) => path === APP_PATHS[app].slice(1)) === true;
}

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
