import { describe, expect, it } from 'vitest';
import { closingLine, tally } from '../test.ts';

const file = (status: string, ...tests: string[]) => ({
  name: '/project/some.test.ts',
  status,
  assertionResults: tests.map((each, index) => ({ status: each, fullName: `test ${index}` })),
});
const report = (...testResults: ReturnType<typeof file>[]) => {
  const statuses = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ status }) => status),
  );
  const count = (wanted: string) => statuses.filter((status) => status === wanted).length;
  return { numPassedTests: count('passed'), numFailedTests: count('failed'), testResults };
};

describe('the closing line of npm test', () => {
  it('counts what passed and failed', () => {
    const result = tally(
      report(file('failed', 'passed', 'failed'), file('passed', 'passed')),
      false,
    );
    expect(closingLine(result)).toBe('2 passed, 1 failed');
  });

  it('counts and names what was skipped', () => {
    const result = tally(report(file('passed', 'passed', 'pending', 'skipped', 'todo')), true);
    expect(closingLine(result)).toBe('1 passed, 0 failed, 3 skipped');
    expect(result.skipped[0]).toContain('some.test.ts: test 1');
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(closingLine(tally(report(file('failed'), file('passed', 'passed')), false))).toBe(
      '1 passed, 1 failed',
    );
  });

  it('never calls a run clean that vitest did not', () => {
    expect(closingLine(tally(report(file('passed', 'passed')), false))).toBe('1 passed, 1 failed');
    expect(closingLine(tally(undefined, false))).toBe('0 passed, 1 failed');
  });
});
