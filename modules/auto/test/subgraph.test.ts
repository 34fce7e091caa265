/** The 4S company's part of the graph keeps the house's rules. */
import { lintSubgraph } from '@guildhall/shared/graphql/index';
import { hasMessage } from '@guildhall/shared/messages';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenAuto, openAuto } from './support/open-auto.ts';

let auto: OpenAuto;
beforeAll(async () => {
  auto = await openAuto(['auto']);
});
afterAll(() => auto.close());

it('describes everything, guards every root field, and may lose its neighbours', () => {
  const schema = auto.house.local.get('auto')?.subgraph?.schema;
  if (schema === undefined) throw new Error('no subgraph');
  expect(lintSubgraph(schema)).toEqual([]);
});

it('has words for its own refusals and for those of the coupons it hands on, also in a process of its own', () => {
  expect(
    ['VEHICLE_NOT_FOR_SALE', 'COUPON_USED_UP', 'COUPON_LOCKED'].filter((code) => !hasMessage(code)),
  ).toEqual([]);
});
