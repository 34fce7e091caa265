/** Light or dark: as the system says, or as the reader chose. Kept on the device. */
import { useSyncExternalStore } from 'react';

export type Appearance = 'system' | 'light' | 'dark';

const KEY = 'guildhall.appearance';
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export function currentAppearance(): Appearance {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function setAppearance(appearance: Appearance): void {
  if (appearance === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, appearance);
  applyAppearance();
  for (const listener of listeners) listener();
}

export function applyAppearance(): void {
  const appearance = currentAppearance();
  if (appearance === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = appearance;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  dark.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    dark.removeEventListener('change', listener);
  };
}

export function useAppearance(): Appearance {
  return useSyncExternalStore(subscribe, currentAppearance);
}

/** What is in fact shown; charts and Ant Design need to know. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, () => {
    const appearance = currentAppearance();
    return appearance === 'system' ? dark.matches : appearance === 'dark';
  });
}
