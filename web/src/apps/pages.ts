/**
 * Every page of every app, for `npm run screenshots` and the accessibility test: what is not listed here is not looked
 * at. A path may name a value that the run finds out, such as `:coupon`.
 */
export interface PageShot {
  /** Kebab-case; the file's name. */
  readonly name: string;
  readonly path: string;
  /** A role's account of the demonstration group; 'nobody' for pages before signing in. */
  readonly as:
    | 'nobody'
    | 'member'
    | 'clerk'
    | 'operator'
    | 'auditor'
    | 'risk-officer'
    | 'risk-approver';
}
