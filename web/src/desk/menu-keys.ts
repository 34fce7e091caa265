/**
 * A menu by keyboard. Enter chooses as it goes down; what it opens takes the focus, and the same stroke would press the
 * first button there. So the stroke ends with the menu.
 */
import type { KeyboardEvent } from 'react';

export const enterEndsHere = (event: KeyboardEvent): void => {
  if (event.key === 'Enter') event.preventDefault();
};
