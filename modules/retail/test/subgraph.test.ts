/** The part of the graph that the supermarket owns keeps the house's rules. */
import { lintSubgraph } from '@guildhall/shared/graphql/index';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenRetail, openRetail } from './support/open-retail.ts';

let open: OpenRetail;
beforeAll(async () => {
  open = await openRetail();
});
afterAll(() => open.close());

it('describes everything, guards every root field, and may lose its neighbours', () => {
  const schema = open.house.local.get('retail')?.subgraph?.schema;
  if (schema === undefined) throw new Error('no subgraph');
  expect(lintSubgraph(schema)).toEqual([]);
});
