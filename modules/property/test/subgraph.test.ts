/** The property company's part of the graph keeps the house's rules. */
import { lintSubgraph } from '@guildhall/shared/graphql/index';
import { hasMessage } from '@guildhall/shared/messages';
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

it('has words for its own refusals and for those of the coupons it hands on, also in a process of its own', () => {
  expect(
    ['FEE_BILL_STATE', 'COUPON_USED_UP', 'COUPON_LOCKED'].filter((code) => !hasMessage(code)),
  ).toEqual([]);
});
