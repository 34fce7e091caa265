/**
 * What somebody types, as far as it is worth searching for: nothing while an input method is still composing (the Latin
 * letters of a pinyin are not the words that are meant), and only after a short pause.
 */
import { type CompositionEvent, useEffect, useState } from 'react';

const PAUSE_MS = 120;

export interface SearchText {
  /** What stands in the field. */
  readonly text: string;
  /** What is to be asked: trimmed, settled, never half a composition. */
  readonly asked: string;
  readonly setText: (text: string) => void;
  /** To be spread onto the field, or onto something around it. */
  readonly composing: {
    readonly onCompositionStart: () => void;
    readonly onCompositionEnd: (event: CompositionEvent) => void;
  };
}

export function useSearchText(initial = ''): SearchText {
  const [text, setText] = useState(initial);
  const [isComposing, setComposing] = useState(false);
  const [asked, setAsked] = useState(initial.trim());
  useEffect(() => {
    if (isComposing) return;
    const timer = setTimeout(() => setAsked(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, isComposing]);
  return {
    text,
    asked,
    setText,
    composing: {
      onCompositionStart: () => setComposing(true),
      onCompositionEnd: () => setComposing(false),
    },
  };
}
