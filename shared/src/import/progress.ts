/**
 * Progress of long work: a bar that redraws itself on a terminal, a plain line every few seconds elsewhere (a log, a
 * pipe), nothing when the caller wants JSON. Always on the error stream, so that results can be piped.
 */
export interface Progress {
  /** Begins a phase; `total` in `unit`, undefined when nobody knows. */
  phase(name: string, total: number | undefined, unit?: string): void;
  /** `done` of the phase, in all. */
  update(done: number): void;
  /** A line of its own. */
  say(line: string): void;
  end(): void;
}

export interface ProgressTarget {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5_000;
const BAR_CELLS = 24;

export const silentProgress: Progress = { phase() {}, update() {}, say() {}, end() {} };

/** `now` in milliseconds, monotonic. */
export function showProgress(target: ProgressTarget, now: () => number): Progress {
  return target.isTTY === true ? new Bar(target, now) : new PlainLines(target, now);
}

interface State {
  readonly name: string;
  readonly total: number | undefined;
  readonly unit: string;
  readonly startedAt: number;
  done: number;
  /** What was done when the phase began: a resumed run does not count it into its rate. */
  first: number | undefined;
}

abstract class Shown implements Progress {
  protected readonly target: ProgressTarget;
  protected readonly now: () => number;
  protected state: State | undefined;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(target: ProgressTarget, now: () => number) {
    this.target = target;
    this.now = now;
  }

  protected abstract readonly everyMs: number;
  protected abstract draw(state: State): void;
  protected abstract close(state: State): void;
  abstract say(line: string): void;

  phase(name: string, total: number | undefined, unit = 'lines'): void {
    this.end();
    this.state = { name, total, unit, startedAt: this.now(), done: 0, first: undefined };
    this.#shownAt = this.now();
  }

  update(done: number): void {
    const { state } = this;
    if (state === undefined) return;
    state.first ??= done;
    state.done = done;
    if (this.now() - this.#shownAt < this.everyMs) return;
    this.#shownAt = this.now();
    this.draw(state);
  }

  end(): void {
    if (this.state !== undefined) this.close(this.state);
    this.state = undefined;
  }
}

/** `243,000 of 541,909 lines, 85,210 lines/s, 4 s left` */
function figures({ done, first, total, unit, startedAt }: State, at: number): string {
  const seconds = (at - startedAt) / 1000;
  const rate = seconds > 0 ? (done - Math.min(first ?? 0, done)) / seconds : 0;
  const of = total === undefined ? '' : ` of ${total.toLocaleString('en')}`;
  const parts = [`${done.toLocaleString('en')}${of} ${unit}`];
  if (rate >= 1) parts.push(`${Math.round(rate).toLocaleString('en')} ${unit}/s`);
  if (rate >= 1 && total !== undefined && done < total)
    parts.push(`${leftText((total - done) / rate)} left`);
  return parts.join(', ');
}

function leftText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.round((seconds % 3_600) / 60)} min`;
}

class Bar extends Shown {
  protected readonly everyMs = REDRAW_MS;

  protected draw(state: State): void {
    const share =
      state.total === undefined || state.total === 0 ? 0 : Math.min(1, state.done / state.total);
    const full = Math.round(share * BAR_CELLS);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`;
    const percent = state.total === undefined ? '' : `${Math.floor(share * 100)} %`.padStart(6);
    const text = `${state.name.padEnd(10)} ${bar}${percent}  ${figures(state, this.now())}`;
    this.target.write(`\r${text.slice(0, (this.target.columns ?? 100) - 1)}\x1b[K`);
  }

  protected close(state: State): void {
    this.draw(state);
    this.target.write('\n');
  }

  say(line: string): void {
    this.target.write(`\r\x1b[K${line}\n`);
  }
}

class PlainLines extends Shown {
  protected readonly everyMs = PLAIN_LINE_MS;

  protected draw(state: State): void {
    this.target.write(`${state.name}: ${figures(state, this.now())}\n`);
  }

  protected close(state: State): void {
    const seconds = ((this.now() - state.startedAt) / 1000).toFixed(1);
    this.target.write(`${state.name}: ${figures(state, this.now())}, ${seconds} s\n`);
  }

  say(line: string): void {
    this.target.write(`${line}\n`);
  }
}
