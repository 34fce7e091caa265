/**
 * One connection on which several lanes have a statement under way: while the server works on one batch the next is
 * there already, so it never waits for this process, and both keep a processor each (ADR 43). Each statement is a
 * transaction of its own; one that fails leaves its neighbours alone. A transaction of several statements has no
 * place here: what came between them would be part of it.
 */
import { type Client, connect } from '../storage/connection.ts';

/** What waits longer for a row holds up everybody behind it: it fails, and is tried again on a connection of its own. */
const LOCK_PATIENCE = '50ms';

export class Pipeline {
  readonly #url: string;
  readonly #name: string;
  #client: Promise<Client> | undefined;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** Opened when it is first asked for, and again after it was lost. */
  client(): Promise<Client> {
    if (this.#client === undefined) {
      const opening = connect(this.#url, this.#name, { lock_timeout: LOCK_PATIENCE });
      this.#client = opening;
      opening.catch(() => this.#forget(opening));
    }
    return this.#client;
  }

  /** A connection that failed is given to nobody any more; a newer one stays. */
  async drop(failed: Client): Promise<void> {
    const present = this.#client;
    if (present === undefined || (await present.catch(() => undefined)) !== failed) return;
    this.#forget(present);
    await failed.end();
  }

  async close(): Promise<void> {
    const last = this.#client;
    this.#client = undefined;
    await (await last)?.end();
  }

  #forget(client: Promise<Client>): void {
    if (this.#client === client) this.#client = undefined;
  }
}
