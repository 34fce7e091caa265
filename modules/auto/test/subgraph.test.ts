/** The 4S company's part of the graph keeps the house's rules. */
import { lintSubgraph } from '@guildhall/shared/graphql/index';
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
