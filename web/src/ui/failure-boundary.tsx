/** A page that breaks, or whose files are gone after a new version, says so instead of going white. */
import { useRouteError } from 'react-router';
import { Unreachable } from '../graphql/failures.ts';
import { useCommonTexts } from '../i18n/house-texts.ts';
import { Button } from './button.tsx';
import { FailureState, State } from './states.tsx';

/** What Chromium, Firefox and Safari say of a module that is no longer there. */
const FILES_GONE =
  /dynamically imported module|importing a module script|preload CSS|module script failed/i;

export function RouteFailure() {
  const t = useCommonTexts();
  const failure = useRouteError();
  console.error(failure);
  const reload = () => window.location.reload();
  if (!navigator.onLine)
    return (
      <main>
        <FailureState failure={new Unreachable(String(failure))} retry={reload} />
      </main>
    );
  if (failure instanceof Error && FILES_GONE.test(failure.message))
    return (
      <main>
        <State icon="clock" title={t('renewed')} hint={t('renewedHint')}>
          <Button onClick={reload}>{t('reload')}</Button>
        </State>
      </main>
    );
  return (
    <main>
      <FailureState failure={failure} retry={reload} />
    </main>
  );
}
