/** The last thing a start prints: where everything is, who may log in, and one request that answers. */
import type { Seeded } from '@guildhall/seeds';

export interface WelcomeFacts {
  readonly url: string;
  readonly hasPages: boolean;
  readonly seeded: Seeded | undefined;
  readonly dataPlace: string;
  readonly logFile: string | undefined;
}

export function welcome({ url, hasPages, seeded, dataPlace, logFile }: WelcomeFacts): string {
  const lines = [
    '',
    'Guildhall 会馆 is running.',
    '',
    `  Pages     ${hasPages ? `${url}   (everybody signs in here)` : 'not built; the reason is above'}`,
    `  GraphQL   ${url}/graphql`,
    `  Data      ${dataPlace}`,
    ...(logFile === undefined ? [] : [`  Log       ${logFile}`]),
    ...(seeded === undefined ? [] : loginTable(seeded)),
    '',
    'Ctrl-C stops it; the data stay.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function loginTable({ logins, firstRequest }: Seeded): string[] {
  const rows = logins.map(({ role, name, account, password }) => [role, name, account, password]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => columns(row[column] ?? ''))),
  );
  const table = rows.map(
    (row) =>
      `  ${row.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - columns(cell)))).join('  ')}`,
  );
  return [
    '',
    'Log in as',
    ...table.map((line) => line.trimEnd()),
    '',
    'Try it',
    indent(firstRequest),
  ];
}

function indent(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

/** Han characters and their punctuation take two columns of a terminal. */
function columns(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
        ? 2
        : 1;
  return width;
}
