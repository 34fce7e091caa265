/** Chooses the way to each subgraph: those in this process are asked directly, the others by their address. */
import type { HttpTransport } from './http-transport.ts';
import type { LocalTransport } from './local-transport.ts';
import type { SubgraphAnswer, SubgraphRequest, Transport } from './transport.ts';

export class RoutedTransport implements Transport {
  readonly #local: LocalTransport;
  readonly #remote: HttpTransport;

  constructor(local: LocalTransport, remote: HttpTransport) {
    this.#local = local;
    this.#remote = remote;
  }

  execute(request: SubgraphRequest): Promise<SubgraphAnswer> {
    return (this.#local.has(request.subgraph) ? this.#local : this.#remote).execute(request);
  }

  async close(): Promise<void> {
    await this.#remote.close();
  }
}
