/** What the tab and a screen reader hear of a page. */
import { useEffect } from 'react';
import { sayCommon } from '../i18n/house-texts.ts';

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? sayCommon('appName') : `${title} · ${sayCommon('appName')}`;
  }, [title]);
}
