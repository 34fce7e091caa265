/**
 * The codes in a file of an issuer outside: one a line, or the first column of a CSV. UTF-8, and GB18030 where it is not;
 * a heading that names the column is left out.
 */
const HEADINGS = /^(?:code|codes|coupon[ _-]?code|voucher|券码|编码|代码|兑换码)$/i;

export function codesOf(content: ArrayBuffer): readonly string[] {
  const lines = textOf(content)
    .split(/\r\n|\n|\r/)
    .map(firstCell)
    .filter((code) => code !== '');
  return HEADINGS.test(lines[0] ?? '') ? lines.slice(1) : lines;
}

function textOf(content: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return new TextDecoder('gb18030').decode(content);
  }
}

/** What stands before the first separator; a quoted cell keeps its separators. */
function firstCell(line: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line)?.[1];
  if (quoted !== undefined) return quoted.replaceAll('""', '"').trim();
  return (line.split(/[,;\t]/)[0] ?? '').trim();
}
