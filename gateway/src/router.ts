/**
 * The router: answers one GraphQL operation out of many subgraphs. The rest of the gateway knows only this interface,
 * so the engine behind it can change. Ours plans with Hive's Rust planner and executes the plan itself (`execution/`).
 */
import type { RequestContext } from '@guildhall/shared/module';
import type { GraphQLFormattedError } from 'graphql';

export interface Operation {
  readonly source: string;
  readonly operationName?: string | undefined;
  /** As JSON gave them; coerced against the API schema. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** Refuse anything but a query: a GET must change nothing. */
  readonly readOnly?: boolean | undefined;
}

export interface Answer {
  /** Absent when the operation was refused before it ran. */
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

export interface Router {
  /** The schema that clients see, as SDL. */
  readonly apiSdl: string;
  /** Never throws for anything a client can cause; faults of subgraphs are masked errors inside the answer. */
  execute(operation: Operation, context: RequestContext): Promise<Answer>;
  close(): Promise<void>;
}
