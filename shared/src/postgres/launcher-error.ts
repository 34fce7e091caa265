/** A failure to start that a person can mend: what is wrong, and what to do about it. Shown without a stack trace. */
export class LauncherError extends Error {
  override readonly name: string = 'LauncherError';
  readonly mend: string;
  constructor(problem: string, mend: string, options?: ErrorOptions) {
    super(`${problem}\n${mend}`, options);
    this.mend = mend;
  }
}

/** This copy's database is already served by a living process. */
export class AlreadyRunningError extends LauncherError {
  override readonly name = 'AlreadyRunningError';
}
