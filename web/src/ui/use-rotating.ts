/** Seconds until a moment, counted down once a second; asks for the next code when it has come. */
import { useEffect, useState } from 'react';

/** The phone's clock can be ahead of the server's: the next code is asked for a little early. */
const EARLY_S = 5;

export function useSecondsUntil(until: string | undefined): number {
  const left = () =>
    until === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 1_000);
    return () => clearInterval(timer);
  }, [until]);
  return seconds;
}

/** Calls `renew` each time the code has only a few seconds left, and never twice for the same one. */
export function useRotation(validUntil: string | undefined, renew: () => unknown): number {
  const seconds = useSecondsUntil(validUntil);
  const isDue = validUntil !== undefined && seconds <= EARLY_S;
  useEffect(() => {
    if (isDue) void renew();
  }, [isDue, validUntil]);
  return Math.max(0, seconds - EARLY_S);
}
