/** Raw data on its way from subgraphs to the client: plain objects, lists and leaves; merged in place. */
import type { RequiresSelection } from '@graphql-hive/router-query-planner';
import type { Rewrite, RewriteSegment } from './steps.ts';

export type RawObject = Record<string, unknown>;

export function isObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True when an object of type `typeName` is one of `conditions`, or implements or belongs to one of them. */
export type Satisfies = (typeName: unknown, conditions: readonly string[]) => boolean;

/**
 * Adds what another subgraph knows about the same object. Nested objects are merged, lists item by item; a null never
 * wipes out what is already known.
 */
export function mergeInto(target: RawObject, source: RawObject): void {
  for (const key in source) {
    const [known, found] = [target[key], source[key]];
    if (known === undefined || known === null) target[key] = found;
    else if (found !== undefined && found !== null && found !== known)
      target[key] = merged(known, found);
  }
}

function merged(known: unknown, found: unknown): unknown {
  if (isObject(known) && isObject(found)) {
    mergeInto(known, found);
    return known;
  }
  if (Array.isArray(known) && Array.isArray(found) && known.length === found.length) {
    return known.map((item: unknown, index) =>
      item === null || item === undefined ? found[index] : merged(item, found[index]),
    );
  }
  return found;
}

/** The part of an entity that a subgraph requires to know it by; undefined when the entity has none of it. */
export function representationOf(
  requires: readonly RequiresSelection[],
  entity: RawObject,
  satisfies: Satisfies,
): RawObject | undefined {
  const projected = project(requires, entity, satisfies);
  if (projected === undefined) return undefined;
  projected.__typename ??= entity.__typename;
  return projected;
}

function project(
  requires: readonly RequiresSelection[],
  source: RawObject,
  satisfies: Satisfies,
): RawObject | undefined {
  const result: RawObject = {};
  for (const selection of requires) {
    if (selection.kind === 'InlineFragment') {
      if (!satisfies(source.__typename, [selection.typeCondition])) continue;
      const part = project(selection.selections, source, satisfies);
      if (part !== undefined) mergeInto(result, part);
    } else if (selection.kind === 'Field') {
      const key = selection.alias ?? selection.name;
      const value = source[selection.name] === undefined ? source[key] : source[selection.name];
      const part =
        selection.selections === undefined || selection.selections === null
          ? value
          : projectAll(selection.selections, value, satisfies);
      if (part !== undefined && part !== null) result[key] = part;
    } else {
      throw new Error(
        'The query plan requires a fragment spread, which this router does not execute',
      );
    }
  }
  const keys = Object.keys(result);
  return keys.length === 0 || (keys.length === 1 && keys[0] === '__typename') ? undefined : result;
}

function projectAll(
  requires: readonly RequiresSelection[],
  value: unknown,
  satisfies: Satisfies,
): unknown {
  if (Array.isArray(value))
    return value.map((item: unknown) => projectAll(requires, item, satisfies) ?? null);
  return isObject(value) ? project(requires, value, satisfies) : value;
}

/** Applies the planner's renames and constant values, in place where it can. */
export function applyRewrites(
  value: unknown,
  rewrites: readonly Rewrite[],
  satisfies: Satisfies,
): unknown {
  let current = value;
  for (const rewrite of rewrites) current = rewriteAt(current, rewrite.path, rewrite, satisfies);
  return current;
}

function rewriteAt(
  value: unknown,
  path: readonly RewriteSegment[],
  rewrite: Rewrite,
  satisfies: Satisfies,
): unknown {
  if (Array.isArray(value))
    return value.map((item: unknown) => rewriteAt(item, path, rewrite, satisfies));
  const [segment, ...rest] = path;
  if (segment === undefined) return rewrite.kind === 'set' ? rewrite.value : value;
  if (!isObject(value)) return value;
  if ('types' in segment) {
    const applies = value.__typename === undefined || satisfies(value.__typename, segment.types);
    return applies ? rewriteAt(value, rest, rewrite, satisfies) : value;
  }
  if (rest.length > 0) {
    if (value[segment.key] !== undefined)
      value[segment.key] = rewriteAt(value[segment.key], rest, rewrite, satisfies);
  } else if (rewrite.kind === 'set') {
    value[segment.key] = rewrite.value;
  } else if (segment.key in value) {
    value[rewrite.to] = value[segment.key];
    delete value[segment.key];
  }
  return value;
}
