/** The button that opened a dialog gets the focus back when the dialog is gone, whatever lay between them. */
import { useRef } from 'react';

export function useOpener() {
  const opener = useRef<HTMLButtonElement>(null);
  /** After the dialog has given the focus to whatever had it, which may be an entry of a menu that is gone. */
  const giveBack = (): void => {
    setTimeout(() => opener.current?.focus());
  };
  return { opener, giveBack };
}
