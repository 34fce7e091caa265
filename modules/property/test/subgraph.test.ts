/** The property company's part of the graph keeps the house's rules. */
import { lintSubgraph } from '@guildhall/shared/graphql/index';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenProperty, openProperty } from './support/open-property.ts';

let property: OpenProperty;
beforeAll(async () => {
  property = await openProperty(['property']);
});
afterAll(() => property.close());

it('describes everything, guards every root field, and may lose its neighbours', () => {
  const schema = property.house.local.get('property')?.subgraph?.schema;
  if (schema === undefined) throw new Error('no subgraph');
  expect(lintSubgraph(schema)).toEqual([]);
});
