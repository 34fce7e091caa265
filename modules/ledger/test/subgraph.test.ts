import { lintSubgraph } from '@guildhall/shared/graphql/index';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenLedger, openLedger } from './support/open-ledger.ts';

let ledger: OpenLedger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

it('describes everything, guards every root field, and may lose its neighbours', () => {
  const schema = ledger.house.local.get('ledger')?.subgraph?.schema;
  if (schema === undefined) throw new Error('no subgraph');
  expect(lintSubgraph(schema)).toEqual([]);
});
