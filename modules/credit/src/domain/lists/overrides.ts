/** How long an entry may be lifted for one company, or a grade be set by people, at most. */
export const LIST_OVERRIDE_DAYS = 30;
export const GRADE_OVERRIDE_DAYS = 180;
