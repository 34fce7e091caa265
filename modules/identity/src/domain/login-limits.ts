/** How often login may be tried. `seconds` is the window that begins with the first try. */
export interface Limit {
  readonly kind: string;
  readonly most: number;
  readonly seconds: number;
}

/** A code costs money and annoys whoever gets it. */
export const CODES_PER_PHONE: readonly Limit[] = [
  { kind: 'code-minute', most: 1, seconds: 60 },
  { kind: 'code-hour', most: 5, seconds: 3_600 },
  { kind: 'code-day', most: 10, seconds: 86_400 },
];
export const CODES_PER_ADDRESS: readonly Limit[] = [
  { kind: 'code-address', most: 30, seconds: 3_600 },
];
/** Of one phone's codes together: a million codes, so 20 guesses a day find one in 137 years. */
export const GUESSES_PER_PHONE: readonly Limit[] = [
  { kind: 'guess-day', most: 20, seconds: 86_400 },
];
export const LOGINS_PER_ADDRESS: readonly Limit[] = [
  { kind: 'login-address', most: 100, seconds: 600 },
];
/** Wrong passwords for one login name in a row; counted alike whether the name exists or not. */
export const PASSWORDS_PER_LOGIN: readonly Limit[] = [
  { kind: 'password-quarter', most: 5, seconds: 900 },
  { kind: 'password-day', most: 30, seconds: 86_400 },
];
export const SECRETS_PER_ADDRESS: readonly Limit[] = [
  { kind: 'secret-address', most: 60, seconds: 60 },
];

export const CODE_LIFE_MS = 5 * 60_000;
export const CODE_ATTEMPTS = 5;
