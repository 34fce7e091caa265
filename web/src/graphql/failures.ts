/** What can go wrong with a request, as types that pages can tell apart. A business refusal is an answer, not one of these. */

/** The server could not be reached, or did not answer in time: trying again is safe. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** Nobody is signed in, or no longer. */
export class SignedOut extends Error {
  override name = 'SignedOut';
}

/** Somebody is signed in who may not see this. */
export class NotAllowed extends Error {
  override name = 'NotAllowed';
}

/** Too many requests; `seconds` until the next may be sent. */
export class TooMany extends Error {
  override name = 'TooMany';
  readonly seconds: number;

  constructor(seconds: number) {
    super(`Too many requests: ${seconds} s`);
    this.seconds = seconds;
  }
}

/** The server failed, or refused the request as malformed. `requestId` finds it in the log. */
export class Failed extends Error {
  override name = 'Failed';
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(code: string, message: string, requestId: string | undefined) {
    super(message);
    this.code = code;
    this.requestId = requestId;
  }
}
