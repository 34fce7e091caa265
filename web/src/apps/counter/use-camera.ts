/** The camera of this device, from the moment it is wanted until it is not; what it reads, and why it cannot. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { openReader } from './read-camera.ts';

export type CameraState = 'starting' | 'looking' | 'refused' | 'absent' | 'busy' | 'insecure';

const PAUSE_MS = 120;

const REASONS: Readonly<Record<string, CameraState>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'absent',
  OverconstrainedError: 'absent',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export function useCamera(
  video: RefObject<HTMLVideoElement | null>,
  isOn: boolean,
  onRead: (text: string) => void,
): CameraState {
  const [state, setState] = useState<CameraState>('starting');
  const told = useRef(onRead);
  told.current = onRead;
  useEffect(() => {
    if (!isOn) return;
    const ended = new AbortController();
    setState('starting');
    void look(video, ended.signal, setState, (text) => told.current(text));
    return () => ended.abort();
  }, [isOn, video]);
  return state;
}

async function look(
  video: RefObject<HTMLVideoElement | null>,
  ended: AbortSignal,
  say: (state: CameraState) => void,
  onRead: (text: string) => void,
): Promise<void> {
  // Browsers lend the camera to pages that came over HTTPS or from this machine only.
  if (navigator.mediaDevices === undefined) return say('insecure');
  let stream: MediaStream | undefined;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'environment', width: { ideal: 1280 } },
    });
    ended.addEventListener('abort', () => stop(stream));
    if (ended.aborted || video.current === null) return stop(stream);
    const picture = video.current;
    picture.srcObject = stream;
    await picture.play();
    const read = await openReader();
    say('looking');
    while (!ended.aborted) {
      const text = await read(picture);
      if (text !== undefined && text !== '') {
        navigator.vibrate?.(60);
        return onRead(text);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } catch (error) {
    stop(stream);
    if (!ended.aborted) say(REASONS[error instanceof Error ? error.name : ''] ?? 'busy');
  }
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
