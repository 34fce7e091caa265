/** The pages of this app that are photographed and tested for accessibility. */
import type { PageShot } from '../pages.ts';

export const PAGES: readonly PageShot[] = [];
