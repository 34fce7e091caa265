/** Opens the router over a supergraph, its subgraphs in this process or at addresses. */
import type { Clock } from '@guildhall/shared/clock';
import type { Logger } from '@guildhall/shared/log';
import type { Subgraph } from '@guildhall/shared/module';
import { FederatedRouter } from './execution/federated-router.ts';
import type { OperationLimits } from './execution/limits.ts';
import type { Router } from './router.ts';
import { HttpTransport } from './transport/http-transport.ts';
import { LocalTransport } from './transport/local-transport.ts';
import { RoutedTransport } from './transport/routed-transport.ts';

export interface OpenRouterOptions {
  readonly supergraphSdl: string;
  /** Subgraphs that live in this process. */
  readonly subgraphs: readonly Subgraph[];
  /** Base addresses of the others, by name. */
  readonly remote?: Readonly<Record<string, string>>;
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean;
  readonly limits?: Partial<OperationLimits>;
  /** How long a remote subgraph may take. */
  readonly timeoutMs?: number;
}

export function openRouter({
  supergraphSdl,
  subgraphs,
  remote = {},
  secret,
  clock,
  log,
  introspection,
  limits = {},
  timeoutMs,
}: OpenRouterOptions): Router {
  const local = new LocalTransport(subgraphs, log);
  const http = new HttpTransport({
    urls: remote,
    secret,
    clock,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  return new FederatedRouter({
    supergraphSdl,
    transport: new RoutedTransport(local, http),
    introspection,
    limits,
  });
}
