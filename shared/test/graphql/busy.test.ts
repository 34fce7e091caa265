import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { presentError } from '../../src/graphql/present-errors.ts';
import { createLogger } from '../../src/log.ts';
import { BusyError } from '../../src/outcome.ts';

it('too much waiting is told as such, with when to come back, and other faults stay masked', () => {
  const request = { locale: 'en', requestId: 'r' } as const;
  const log = createLogger('silent');
  const shown = (originalError: Error) =>
    presentError(new GraphQLError(originalError.message, { originalError }), request, log);
  expect(shown(new BusyError('The ledger is busy', 500)).extensions).toEqual({
    code: 'BUSY',
    retryAfterMs: 500,
  });
  const fault = shown(new Error('a table and its password'));
  expect(fault.extensions).toMatchObject({ code: 'INTERNAL' });
  expect(fault.message).not.toContain('table');
});
