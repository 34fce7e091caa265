/** The part of the graph that logistics owns keeps the house's rules. */
import { lintSubgraph } from '@guildhall/shared/graphql/index';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenLogistics, openLogistics } from './support/open-logistics.ts';

let open: OpenLogistics;
beforeAll(async () => {
  open = await openLogistics();
});
afterAll(() => open.close());

it('describes everything, guards every root field, and may lose its neighbours', () => {
  const schema = open.house.local.get('logistics')?.subgraph?.schema;
  if (schema === undefined) throw new Error('no subgraph');
  expect(lintSubgraph(schema)).toEqual([]);
});
