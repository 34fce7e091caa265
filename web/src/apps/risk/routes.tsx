/** The risk desk: firms, lists, screening, cases, alerts, the log. */
import type { RouteObject } from 'react-router';
import { EmptyState } from '../../ui/states.tsx';

export const routes: RouteObject[] = [{ index: true, element: <EmptyState /> }];
