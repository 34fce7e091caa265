/**
 * What a staff password must be. Length and unpredictability, no mix of character classes and no forced change (NIST
 * SP 800-63B): 12 to 128 characters, no run of one character or of neighbours, nothing everybody tries first, and not
 * the login name.
 */
export type PasswordFault = 'PASSWORD_TOO_SHORT' | 'PASSWORD_TOO_LONG' | 'PASSWORD_TOO_EASY';

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

/** What people build long but easy passwords from. A password that is little more than these is refused. */
const COMMON_PARTS = [
  'password',
  'passw0rd',
  'p@ssw0rd',
  'p@ssword',
  'admin',
  'administrator',
  'root',
  'welcome',
  'letmein',
  'iloveyou',
  'woaini',
  'mima',
  'qwerty',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx',
  '1q2w3e4r',
  'qazwsx',
  'abc123',
  '123456',
  '1234567890',
  '0987654321',
  '654321',
  '888888',
  '666666',
  '5201314',
  '1314520',
  '147258',
  '159357',
  'monkey',
  'dragon',
  'football',
  'master',
  'hello',
  'secret',
  'changeme',
  'default',
  'guildhall',
  'huiguan',
  'test',
];

export function passwordFault(password: string, login: string): PasswordFault | undefined {
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length < PASSWORD_MIN) return 'PASSWORD_TOO_SHORT';
  if (length > PASSWORD_MAX) return 'PASSWORD_TOO_LONG';
  const lower = text.toLowerCase();
  const parts = [...COMMON_PARTS, login.toLowerCase()].filter((part) => part.length >= 3);
  const rest = parts
    .sort((a, b) => b.length - a.length)
    .reduce((left, part) => left.replaceAll(part, ''), lower);
  const unpredictable = [...rest].filter(
    (letter, index, letters) => !follows(letters[index - 1], letter),
  );
  return new Set(unpredictable).size < 5 || unpredictable.length < 6
    ? 'PASSWORD_TOO_EASY'
    : undefined;
}

/** True for a letter that repeats, or comes next or before in the alphabet of characters. */
function follows(before: string | undefined, letter: string): boolean {
  if (before === undefined) return false;
  return Math.abs((before.codePointAt(0) ?? 0) - (letter.codePointAt(0) ?? 0)) <= 1;
}
