/** The reader's language: zh-CN first, en. Kept on the device; the document and the server are told. */
import { useSyncExternalStore } from 'react';

export type Locale = 'zh-CN' | 'en';

const KEY = 'guildhall.locale';
const listeners = new Set<() => void>();
let locale: Locale = initial();

function initial(): Locale {
  const kept = localStorage.getItem(KEY);
  if (kept === 'zh-CN' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}

export function currentLocale(): Locale {
  return locale;
}

export function setLocale(next: Locale): void {
  locale = next;
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

export function useLocale(): Locale {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    currentLocale,
    currentLocale,
  );
}

/** A name that the server keeps in both languages. */
export interface Named {
  readonly zh: string;
  readonly en: string;
}

export function inLocale(name: Named | null | undefined, in_: Locale = locale): string {
  if (name === null || name === undefined) return '';
  return in_ === 'en' ? name.en : name.zh;
}
