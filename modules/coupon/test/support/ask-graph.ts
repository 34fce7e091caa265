/** Asks the module's own part of the graph, as a caller would through the gateway. */
import { presentError } from '@guildhall/shared/graphql/present-errors';
import { createLogger } from '@guildhall/shared/log';
import type { Principal } from '@guildhall/shared/principal';
import { type ExecutionResult, execute, GraphQLError, parse } from 'graphql';
import type { OpenHouse } from './open-house.ts';

export type Ask = (
  caller: Principal,
  query: string,
  variables?: object,
  locale?: 'en' | 'zh-CN',
) => Promise<Record<string, unknown>>;

const log = createLogger('silent');

/** Errors are thrown as the caller hears them. */
export function askerOf(house: OpenHouse): Ask {
  return async (caller, query, variables = {}, locale = 'en') => {
    const { subgraph } = house.module('coupon');
    if (subgraph === undefined) throw new Error('No subgraph');
    const contextValue = subgraph.makeContext({
      caller,
      requestId: 'r',
      locale,
      now: house.clock.now(),
    });
    const { errors, data } = (await execute({
      schema: subgraph.schema,
      document: parse(query),
      contextValue,
      variableValues: { ...variables },
    })) as ExecutionResult;
    if (errors?.[0] !== undefined) {
      const { message, extensions } = presentError(errors[0], { locale, requestId: 'r' }, log);
      throw new GraphQLError(message, {
        originalError: errors[0],
        ...(extensions && { extensions }),
      });
    }
    return data as Record<string, unknown>;
  };
}

export const asMember = (memberId: string): Principal => ({
  kind: 'member',
  memberId,
  sessionId: 's',
});

export const clerk = (subsidiary: string): Principal => ({
  kind: 'staff',
  personId: `clerk-${subsidiary}`,
  accountId: `clerk-${subsidiary}`,
  roles: ['clerk'],
  subsidiary,
});
