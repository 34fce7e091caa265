/**
 * What a comparison begins with where there is too little to learn from: learnt by `npm run bench -- linkage` on a
 * made-up population of 100,000 records, the rarest levels rounded away from impossible.
 */
import type { FieldModel } from './model.ts';
import { PEOPLE_COMPARISONS } from './people.ts';

const LEARNT: Readonly<
  Record<string, { readonly m: readonly number[]; readonly u: readonly number[] }>
> = {
  name: {
    m: [0.928, 0.034, 0.025, 0.002, 0.008, 0.003],
    u: [8.1e-5, 1.5e-5, 1.4e-3, 1.2e-5, 0.0387, 0.9598],
  },
  birthday: {
    m: [0.954, 0.021, 0.018, 0.003, 0.004],
    u: [9.7e-5, 1.4e-3, 0.0144, 2.3e-3, 0.9818],
  },
  gender: { m: [0.99, 0.01], u: [0.51, 0.49] },
  contact: {
    m: [0.35, 0.5, 0.023, 0.046, 0.04, 0.006, 0.003, 0.032],
    u: [6.7e-6, 1.5e-5, 1.3e-6, 6.7e-6, 5e-5, 1.3e-6, 2.4e-3, 0.9975],
  },
  email: { m: [0.95, 0.005, 0.045], u: [5.5e-5, 1e-5, 0.9999] },
};

export const STARTING_FIELDS: readonly FieldModel[] = PEOPLE_COMPARISONS.map(
  ({ field, levels }) => ({ field, levels, m: LEARNT[field]?.m ?? [], u: LEARNT[field]?.u ?? [] }),
);
