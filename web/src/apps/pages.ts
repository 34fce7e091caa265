/**
 * Every page of every app, for `npm run screenshots` and the accessibility test: what is not listed here is not looked
 * at. The demonstration group is what they show.
 */

/** Whose eyes: an account of the demonstration group; 'nobody' for pages before signing in. */
export type Viewer =
  | 'nobody'
  | 'member'
  | 'clerk'
  | 'courier'
  | 'service-clerk'
  | 'operator'
  | 'auditor'
  | 'risk-officer'
  | 'risk-approver';

/** Asks the graph as the viewer, to find out what a path leads to. */
export type Ask = <Answer>(document: string) => Promise<Answer>;

export interface PageShot {
  /** Kebab-case; the file's name. */
  readonly name: string;
  readonly path: string | ((ask: Ask) => Promise<string>);
  readonly as: Viewer;
  /** What a person would do before looking, such as typing a code. Selectors by role and name only. */
  readonly steps?: readonly Step[];
}

export type Step =
  | { readonly fill: string; readonly with: string | ((ask: Ask) => Promise<string>) }
  | { readonly press: string }
  | { readonly click: string; readonly role?: 'button' | 'tab' | 'link' };
