/** Files that the server writes, fetched with the reader's own token and saved under a name; what fails is said. */

import { sayCommon } from '../i18n/house-texts.ts';
import { currentLocale } from '../i18n/locale.ts';
import { accessToken } from '../session/session.ts';
import { toast } from '../ui/toast.tsx';

const KEPT_MS = 10_000;

export async function download(path: string, fileName: string): Promise<void> {
  try {
    const response = await fetch(path, {
      headers: {
        authorization: `Bearer ${(await accessToken()) ?? ''}`,
        'accept-language': currentLocale(),
      },
    });
    if (response.ok) return saveAs(await response.blob(), fileName);
    const answer = (await response.json().catch(() => ({}))) as { detail?: string };
    toast(answer.detail ?? sayCommon('failed'), { kind: 'problem' });
  } catch {
    toast(`${sayCommon('unreachable')} ${sayCommon('unreachableHint')}`, { kind: 'problem' });
  }
}

export function saveAs(content: Blob, fileName: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** Rows as CSV that Excel opens as UTF-8: a mark at the beginning, quotes doubled, no formula taken as one. */
export function csvOf(rows: readonly (readonly string[])[]): Blob {
  const cell = (text: string): string => {
    const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const lines = rows.map((row) => `${row.map(cell).join(',')}\r\n`);
  return new Blob(['\uFEFF', ...lines], { type: 'text/csv;charset=utf-8' });
}
