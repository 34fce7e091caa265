/**
 * Logistic regression by Newton's method with a ridge penalty: the log odds of bad as a sum of characteristics. Small and
 * exact enough for scorecards of a few dozen columns; deterministic.
 */
export interface LogisticModel {
  readonly intercept: number;
  readonly weights: readonly number[];
}

const MOST_STEPS = 40;
const DONE_BELOW = 1e-8;

/** Columns of equal length; `ridge` is the penalty on the squared weights, the intercept's excepted. */
export function fitLogistic(
  columns: readonly Float64Array[],
  bad: Uint8Array,
  ridge: number,
): LogisticModel {
  const size = columns.length + 1;
  const weights = new Float64Array(size);
  const bads = bad.reduce((sum, each) => sum + each, 0);
  weights[0] = Math.log((bads + 0.5) / (bad.length - bads + 0.5));
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { gradient, hessian } = slopes(columns, bad, weights, ridge);
    const change = solve(hessian, gradient);
    let largest = 0;
    for (let i = 0; i < size; i += 1) {
      weights[i] = (weights[i] ?? 0) + (change[i] ?? 0);
      largest = Math.max(largest, Math.abs(change[i] ?? 0));
    }
    if (largest < DONE_BELOW) break;
  }
  const [intercept = 0, ...rest] = weights;
  return { intercept, weights: rest };
}

/** Probability of bad for each case. */
export function predict(
  columns: readonly Float64Array[],
  cases: number,
  { intercept, weights }: LogisticModel,
): Float64Array {
  const odds = new Float64Array(cases).fill(intercept);
  for (const [j, column] of columns.entries()) {
    const weight = weights[j] ?? 0;
    for (let i = 0; i < cases; i += 1) odds[i] = (odds[i] ?? 0) + weight * (column[i] ?? 0);
  }
  return odds.map(sigmoid);
}

const sigmoid = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

function slopes(
  columns: readonly Float64Array[],
  bad: Uint8Array,
  weights: Float64Array,
  ridge: number,
) {
  const size = columns.length + 1;
  const model = { intercept: weights[0] ?? 0, weights: [...weights.subarray(1)] };
  const risk = predict(columns, bad.length, model);
  const gradient = new Float64Array(size);
  const hessian = Array.from({ length: size }, () => new Float64Array(size));
  const value = (j: number, i: number): number => (j === 0 ? 1 : (columns[j - 1]?.[i] ?? 0));
  for (let i = 0; i < bad.length; i += 1) {
    const p = risk[i] ?? 0;
    const residual = (bad[i] ?? 0) - p;
    const spread = p * (1 - p);
    for (let j = 0; j < size; j += 1) {
      const x = value(j, i);
      gradient[j] = (gradient[j] ?? 0) + residual * x;
      const row = hessian[j];
      if (row === undefined) continue;
      for (let k = 0; k <= j; k += 1) row[k] = (row[k] ?? 0) + spread * x * value(k, i);
    }
  }
  for (let j = 0; j < size; j += 1) {
    const row = hessian[j];
    if (row === undefined) continue;
    if (j > 0) {
      gradient[j] = (gradient[j] ?? 0) - ridge * (weights[j] ?? 0);
      row[j] = (row[j] ?? 0) + ridge;
    }
    for (let k = 0; k < j; k += 1) {
      const mirror = hessian[k];
      if (mirror !== undefined) mirror[j] = row[k] ?? 0;
    }
  }
  return { gradient, hessian };
}

/** Gaussian elimination with partial pivoting; a column that says nothing new gets no change. */
export function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let i = column + 1; i < size; i += 1) {
      if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = i;
    }
    const [own, best] = [rows[column], rows[pivot]];
    if (own === undefined || best === undefined) continue;
    [rows[column], rows[pivot]] = [best, own];
    const head = best[column] ?? 0;
    if (Math.abs(head) < 1e-12) continue;
    for (let i = column + 1; i < size; i += 1) {
      const row = rows[i];
      const factor = (row?.[column] ?? 0) / head;
      if (row === undefined || factor === 0) continue;
      for (let k = column; k <= size; k += 1) row[k] = (row[k] ?? 0) - factor * (best[k] ?? 0);
    }
  }
  const solution = new Float64Array(size);
  for (let i = size - 1; i >= 0; i -= 1) {
    const row = rows[i] ?? [];
    let sum = row[size] ?? 0;
    for (let k = i + 1; k < size; k += 1) sum -= (row[k] ?? 0) * (solution[k] ?? 0);
    const head = row[i] ?? 0;
    solution[i] = Math.abs(head) < 1e-12 ? 0 : sum / head;
  }
  return solution;
}
