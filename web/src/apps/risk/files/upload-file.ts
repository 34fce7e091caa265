/** Sends a table to the server as it is: its bytes, its name, and a key of its own so that sending again is no harm. */
import { useState } from 'react';
import { newKey } from '../../../graphql/commands.ts';
import { currentLocale } from '../../../i18n/locale.ts';
import { accessToken } from '../../../session/session.ts';
import { toast } from '../../../ui/toast.tsx';
import { useFileTexts } from './file-texts.ts';

const MOST_BYTES = 64 * 1024 * 1024;

export interface Uploaded {
  readonly id: string;
  readonly name: string;
}

/** `send` answers nothing when it did not work, which has been said. */
export function useUpload() {
  const t = useFileTexts();
  const [isBusy, setBusy] = useState(false);
  const send = async (file: File): Promise<Uploaded | undefined> => {
    if (file.size > MOST_BYTES) {
      toast(t('tooLarge'), { kind: 'problem' });
      return undefined;
    }
    setBusy(true);
    try {
      const response = await fetch(`/credit-files/uploads?name=${encodeURIComponent(file.name)}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${(await accessToken()) ?? ''}`,
          'content-type': 'application/octet-stream',
          'idempotency-key': newKey(),
          'accept-language': currentLocale(),
        },
        body: file,
      });
      const answer = (await response.json()) as { id?: string; detail?: string; title?: string };
      if (response.ok && answer.id !== undefined) return { id: answer.id, name: file.name };
      toast(answer.detail ?? answer.title ?? t('failed'), { kind: 'problem' });
    } catch {
      toast(t('failed'), { kind: 'problem' });
    } finally {
      setBusy(false);
    }
    return undefined;
  };
  return { isBusy, send };
}

/** Reads a file that only the signed-in may read, and hands it to the browser to keep. */
export async function download(path: string, name: string): Promise<boolean> {
  const response = await fetch(path, {
    headers: {
      authorization: `Bearer ${(await accessToken()) ?? ''}`,
      'accept-language': currentLocale(),
    },
  }).catch(() => undefined);
  if (response?.ok !== true) return false;
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return true;
}
