/** The lines of a file that were not taken over, as a CSV that opens in any spreadsheet; page by page. */
import { type Locale, messageOf } from '@guildhall/shared/messages';
import type { Principal } from '@guildhall/shared/principal';
import type { ImportCommands } from './import-commands.ts';

const PAGE = 2_000;
/** With a byte order mark, without which spreadsheets take UTF-8 for something else. */
const HEAD: Readonly<Record<Locale, string>> = {
  'zh-CN': '\uFEFF行号,列,错误代码,说明,是否跳过整行\n',
  en: '\uFEFFline,field,code,message,line left out\n',
};

export async function* faultsFile(
  service: Pick<ImportCommands, 'readImportFaults'>,
  caller: Principal,
  importId: string,
  locale: Locale,
): AsyncGenerator<string> {
  yield HEAD[locale];
  const yes = locale === 'en' ? ['yes', 'no'] : ['是', '否'];
  for (let after: { lineNo: number; no: number } | undefined; ; ) {
    const page = await service.readImportFaults(caller, { importId, limit: PAGE, after });
    yield page
      .map(({ lineNo, field, code, params, fieldOnly }) => {
        const cells = [
          String(lineNo),
          field,
          code,
          messageOf({ code, params }, locale),
          fieldOnly ? yes[1] : yes[0],
        ];
        return `${cells.map((cell) => quoted(cell ?? '')).join(',')}\n`;
      })
      .join('');
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = { lineNo: last.lineNo, no: last.no };
  }
}

/** A text that begins like a formula would run in a spreadsheet. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
