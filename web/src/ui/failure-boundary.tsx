/** A page that breaks, or whose files are gone after a new version, says so instead of going white. */
import { useRouteError } from 'react-router';
import { FailureState } from './states.tsx';

export function RouteFailure() {
  const failure = useRouteError();
  console.error(failure);
  return <FailureState failure={failure} retry={() => window.location.reload()} />;
}
