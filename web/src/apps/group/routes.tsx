/** The group's desk: programme, members, offers, clearing, imports, audit. */
import type { RouteObject } from 'react-router';
import { EmptyState } from '../../ui/states.tsx';

export const routes: RouteObject[] = [{ index: true, element: <EmptyState /> }];
