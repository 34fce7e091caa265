/** Asks the subgraph as somebody, the way the router does. */
import type { RequestContext, Subgraph } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { type ExecutionResult, graphql } from 'graphql';

export interface Asked {
  readonly data: Record<string, unknown>;
  readonly codes: readonly unknown[];
}

export function asking(subgraph: Subgraph, now: () => Date) {
  return async (
    caller: Principal,
    source: string,
    variableValues: Record<string, unknown> = {},
  ): Promise<Asked> => {
    const request: RequestContext = { caller, requestId: 'test', locale: 'en', now: now() };
    const result: ExecutionResult = await graphql({
      schema: subgraph.schema,
      source,
      variableValues,
      contextValue: subgraph.makeContext(request),
    });
    const codes = (result.errors ?? []).map(
      ({ extensions, message }) => extensions.code ?? message,
    );
    return { data: JSON.parse(JSON.stringify(result.data ?? {})), codes };
  };
}
