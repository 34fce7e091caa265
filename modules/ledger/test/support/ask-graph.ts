/** Asks the ledger's own part of the graph, as a caller would through the gateway. */
import type { Principal } from '@guildhall/shared/principal';
import { type ExecutionResult, execute, parse, validate } from 'graphql';
import type { OpenLedger } from './open-ledger.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer has the shape the test asked for
export type Answer = any;

export async function ask(
  { house, clock }: OpenLedger,
  caller: Principal,
  document: string,
  variables: object = {},
): Promise<Answer> {
  const subgraph = house.local.get('ledger')?.subgraph;
  if (subgraph === undefined) throw new Error('The ledger has no subgraph');
  const wrong = validate(subgraph.schema, parse(document));
  if (wrong[0] !== undefined) throw wrong[0];
  const { errors, data } = (await execute({
    schema: subgraph.schema,
    document: parse(document),
    contextValue: subgraph.makeContext({
      caller,
      requestId: 'r',
      locale: 'en',
      now: clock.now(),
    }),
    variableValues: { ...variables },
  })) as ExecutionResult;
  if (errors?.[0] !== undefined) throw errors[0];
  return data;
}

/** Fields of a member, as the gateway asks for them. */
export async function ofMember(
  ledger: OpenLedger,
  caller: Principal,
  memberId: string,
  fields: string,
): Promise<Answer> {
  const answer = await ask(
    ledger,
    caller,
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Member { ${fields} } } }`,
    { r: [{ __typename: 'Member', id: memberId }] },
  );
  return answer._entities[0];
}

/** A command by its name: its union's success fields, or the refusal. */
export async function order(
  ledger: OpenLedger,
  caller: Principal,
  name: string,
  success: string,
  input: object,
): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const answer = await ask(
    ledger,
    caller,
    `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ${success} ... on Refusal { code message path } } }`,
    { input },
  );
  return answer[name];
}
