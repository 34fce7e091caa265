/** Scanning with the camera of the tablet; what stands in the way is said, with what to do instead. */
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import css from './scan-sheet.module.css';
import { useCounterTexts } from './texts.ts';
import { useCamera } from './use-camera.ts';

export function ScanSheet({
  open,
  onRead,
  onClose,
}: {
  readonly open: boolean;
  readonly onRead: (text: string) => void;
  readonly onClose: () => void;
}) {
  const t = useCounterTexts();
  return (
    <Sheet title={t('scanWithCamera')} open={open} onClose={onClose}>
      <Viewfinder onRead={onRead} onClose={onClose} />
    </Sheet>
  );
}

function Viewfinder({
  onRead,
  onClose,
}: {
  readonly onRead: (text: string) => void;
  readonly onClose: () => void;
}) {
  const t = useCounterTexts();
  const video = useRef<HTMLVideoElement>(null);
  const state = useCamera(video, true, onRead);
  const isWell = state === 'starting' || state === 'looking';
  return (
    <>
      <div className={isWell ? css.finder : css.hidden}>
        <video ref={video} muted playsInline aria-label={t('cameraPicture')} />
        <span className={css.frame} aria-hidden="true" />
      </div>
      {isWell ? (
        <p className={css.hint} aria-live="polite">
          {t(state === 'starting' ? 'cameraStarting' : 'cameraLooking')}
        </p>
      ) : (
        <div className={css.trouble} role="alert">
          <Icon name="scan" size={36} />
          <strong>{t(`camera-${state}`)}</strong>
          <span>{t(`camera-${state}-hint`)}</span>
        </div>
      )}
      <Button size="large" block onClick={onClose}>
        {t('typeInstead')}
      </Button>
    </>
  );
}
