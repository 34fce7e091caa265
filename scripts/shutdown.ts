/**
 * Stopping on demand: the first Ctrl-C (or SIGTERM, or a closed terminal) lets work in flight finish, the second ends
 * at once. What is started is handed over as it comes up and is stopped in the opposite order.
 */
import { EXIT, type Say } from './terminal.ts';

type Stop = () => Promise<void>;

export class Shutdown {
  readonly #say: Say;
  readonly #stops: Stop[] = [];
  #stopping: Promise<void> | undefined;
  #exitCode: number = EXIT.ok;

  constructor(say: Say) {
    this.#say = say;
  }

  get requested(): boolean {
    return this.#stopping !== undefined;
  }

  listen(): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => this.#onSignal(signal));
    }
  }

  /** Asked to stop while starting, what comes up late is stopped at once. */
  async add(stop: Stop): Promise<void> {
    if (this.requested) await stop();
    else this.#stops.push(stop);
  }

  /** Stops everything and ends the process; the first caller's code is the one that counts. */
  stop(exitCode: number): Promise<void> {
    if (this.#stopping === undefined) this.#exitCode = exitCode;
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const stop of this.#stops.reverse()) {
      await stop().catch((error: unknown) => {
        this.#say(`while stopping: ${error instanceof Error ? error.message : String(error)}`);
        this.#exitCode = EXIT.failed;
      });
    }
    process.exit(this.#exitCode);
  }

  #onSignal(signal: NodeJS.Signals): void {
    if (this.requested) {
      this.#say('ending at once');
      process.exit(EXIT.interrupted);
    }
    const hint = signal === 'SIGINT' ? ' (Ctrl-C again ends at once)' : '';
    this.#say(`stopping; finishing what is in flight${hint}`);
    void this.stop(EXIT.ok).then(() => this.#say('stopped'));
  }
}
