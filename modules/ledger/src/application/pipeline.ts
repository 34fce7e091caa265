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
  #opening: Promise<Client> | undefined;
  #client: Client | undefined;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** Opened when it is first asked for, and again after it was lost. */
  client(): Promise<Client> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** A connection that failed is given to nobody any more; a newer one stays. */
  async drop(failed: Client): Promise<void> {
    if (this.#client !== failed) return;
    this.#client = undefined;
    this.#opening = undefined;
    await failed.end();
  }

  async close(): Promise<void> {
    if (this.#client !== undefined) await this.drop(this.#client);
  }

  async #open(): Promise<Client> {
    try {
      this.#client = await connect(this.#url, this.#name, { lock_timeout: LOCK_PATIENCE });
      return this.#client;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }
}
