/** How the router asks a subgraph: in this process or over signed HTTP. */
import type { RequestContext } from '@guildhall/shared/module';
import type { DocumentNode, GraphQLFormattedError } from 'graphql';

export interface SubgraphRequest {
  readonly subgraph: string;
  readonly document: DocumentNode;
  /** The same document as text. */
  readonly source: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  /** The same object for every fetch of one operation: contexts and loaders are kept by it. */
  readonly request: RequestContext;
}

export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null | undefined;
  /** Already fit to be shown: faults are masked where they happened. */
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}

export interface Transport {
  /** Throws SubgraphUnavailable when the subgraph could not be asked. */
  execute(request: SubgraphRequest): Promise<SubgraphAnswer>;
  close?(): Promise<void>;
}

export class SubgraphUnavailable extends Error {
  override readonly name = 'SubgraphUnavailable';
  readonly subgraph: string;
  constructor(subgraph: string, reason: string, options?: ErrorOptions) {
    super(`The subgraph "${subgraph}" could not be asked: ${reason}`, options);
    this.subgraph = subgraph;
  }
}
