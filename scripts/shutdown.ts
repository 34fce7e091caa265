/**
 * Stopping on demand: the first Ctrl-C (or SIGTERM, or a closed terminal) lets work in flight finish, the second ends
 * at once. What is started is handed over as it comes up and is stopped in the opposite order.
 *
 * npm dies of a SIGTERM without passing it on; whoever stops `npm start` that way means us, so we also stop when the
 * npm that started us is gone.
 */
import { EXIT, type Say } from './terminal.ts';

type Stop = () => Promise<void>;

const LOOK_AFTER_PARENT_MS = 500;
/** One Ctrl-C arrives twice, from the terminal and passed on by npm; a second press comes later than that. */
const SAME_PRESS_MS = 300;

export class Shutdown {
  readonly #say: Say;
  readonly #stops: Stop[] = [];
  #stopping: Promise<void> | undefined;
  #exitCode: number = EXIT.ok;
  #signalledAt = Number.NEGATIVE_INFINITY;

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
    if (process.env.npm_lifecycle_event !== undefined) this.#stopWithoutParent();
  }

  #stopWithoutParent(): void {
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      if (this.requested) return;
      this.#say('npm, which started this, is gone; stopping');
      void this.stop(EXIT.ok);
    }, LOOK_AFTER_PARENT_MS);
    timer.unref();
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
    if (this.#exitCode === EXIT.ok) this.#say('stopped');
    process.exit(this.#exitCode);
  }

  #onSignal(signal: NodeJS.Signals): void {
    const at = performance.now();
    if (at - this.#signalledAt < SAME_PRESS_MS) return;
    this.#signalledAt = at;
    if (this.requested) {
      this.#say('ending at once');
      process.exit(EXIT.interrupted);
    }
    const hint = signal === 'SIGINT' ? ' (Ctrl-C again ends at once)' : '';
    this.#say(`stopping; finishing what is in flight${hint}`);
    void this.stop(EXIT.ok);
  }
}
