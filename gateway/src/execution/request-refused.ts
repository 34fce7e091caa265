/** An operation refused before anything ran, perhaps for several reasons at once. */
import type { GraphQLError, GraphQLFormattedError } from 'graphql';

export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly errors: readonly GraphQLFormattedError[];
  constructor(code: string, errors: readonly GraphQLError[]) {
    super(`The operation was refused: ${code}`);
    this.errors = errors.map((error) => ({
      ...error.toJSON(),
      extensions: { ...error.extensions, code },
    }));
  }
}
