/**
 * What a new API schema takes away from clients of the old one. Composition merges nullability and drops fields
 * without a word, so this is what notices.
 */
import {
  type BreakingChange,
  buildSchema,
  type DangerousChange,
  findBreakingChanges,
  findDangerousChanges,
} from 'graphql';

export interface SchemaChanges {
  /** A client that worked before may fail. */
  readonly breaking: readonly string[];
  /** A client that worked before may be surprised: a new union member, a new enum value. */
  readonly dangerous: readonly string[];
}

export function schemaChanges(beforeSdl: string, afterSdl: string): SchemaChanges {
  const [before, after] = [buildSchema(beforeSdl), buildSchema(afterSdl)];
  const tell = ({ type, description }: BreakingChange | DangerousChange): string =>
    `${type}: ${description}`;
  return {
    breaking: findBreakingChanges(before, after).map(tell),
    dangerous: findDangerousChanges(before, after).map(tell),
  };
}
