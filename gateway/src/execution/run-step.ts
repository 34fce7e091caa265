/**
 * Executes the steps of a plan: asks subgraphs, gathers entities, merges their answers into the data, and moves errors
 * to the client's paths with every list index kept.
 */
import type { GraphQLFormattedError } from 'graphql';
import { type SubgraphAnswer, SubgraphUnavailable } from '../transport/transport.ts';
import type { ErrorPath, Run } from './run.ts';
import type { EntityGroup, Fetch, PathSegment, Step } from './steps.ts';
import { applyRewrites, isObject, mergeInto, type RawObject, representationOf } from './values.ts';

export async function runStep(step: Step, run: Run): Promise<void> {
  switch (step.kind) {
    case 'sequence':
      for (const next of step.steps) await runStep(next, run);
      return;
    case 'parallel':
      await Promise.all(step.steps.map((part) => runStep(part, run)));
      return;
    case 'condition': {
      const chosen = run.variables[step.variable] === true ? step.whenTrue : step.whenFalse;
      if (chosen !== undefined) await runStep(chosen, run);
      return;
    }
    case 'root':
      return runRoot(step, run);
    case 'entities':
      return runEntities(step, run);
  }
}

async function runRoot(step: Extract<Step, { kind: 'root' }>, run: Run): Promise<void> {
  const { data, errors = [] } = await ask(step.fetch, {}, run);
  for (const error of errors) {
    if (error.path === undefined) run.lose(run.data, step.keys, error);
    else run.addError(error);
  }
  if (isObject(data))
    mergeInto(run.data, applyRewrites(data, step.outputRewrites, run.satisfies) as RawObject);
}

/** One answer of a subgraph; when it could not be asked, an answer with one error that has no path. */
async function ask(
  fetch: Fetch,
  extra: Readonly<Record<string, unknown>>,
  run: Run,
): Promise<SubgraphAnswer> {
  const { subgraph, document, source, operationName } = fetch;
  const variables: Record<string, unknown> = { ...extra };
  for (const name of fetch.variables)
    if (Object.hasOwn(run.variables, name)) variables[name] = run.variables[name];
  try {
    const answer = await run.transport.execute({
      subgraph,
      document,
      source,
      operationName,
      variables,
      request: run.request,
    });
    const isEmpty =
      (answer.data === undefined || answer.data === null) && (answer.errors ?? []).length === 0;
    return isEmpty ? { errors: [unavailable(subgraph)] } : answer;
  } catch (error) {
    if (!(error instanceof SubgraphUnavailable)) throw error;
    return { errors: [unavailable(subgraph)] };
  }
}

function unavailable(subgraph: string): GraphQLFormattedError {
  return {
    message: 'This part cannot be answered at the moment: try again later',
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph },
  };
}

interface Target {
  readonly entity: RawObject;
  readonly path: ErrorPath;
  /** Which of the representations stands for it: equal ones are sent once. */
  readonly index: number;
}

interface Representations {
  readonly list: RawObject[];
  readonly indexOf: Map<string, number>;
}

async function runEntities(step: Extract<Step, { kind: 'entities' }>, run: Run): Promise<void> {
  const byVariable = new Map<string, Representations>();
  const targetsOf = step.groups.map((group) => gather(group, byVariable, run));
  if (targetsOf.every((targets) => targets.length === 0)) return;
  const variables = Object.fromEntries([...byVariable].map(([name, { list }]) => [name, list]));
  const { data, errors = [] } = await ask(step.fetch, variables, run);
  for (const [position, group] of step.groups.entries()) {
    mergeEntities(group, targetsOf[position] ?? [], data, run);
  }
  for (const error of errors) {
    const position = step.groups.findIndex(({ alias }) => alias === error.path?.[0]);
    tellEntityError(error, step.groups, position, targetsOf, run);
  }
}

function gather(group: EntityGroup, byVariable: Map<string, Representations>, run: Run): Target[] {
  const known = byVariable.get(group.variable) ?? { list: [], indexOf: new Map<string, number>() };
  byVariable.set(group.variable, known);
  const targets: Target[] = [];
  for (const path of group.paths) {
    walk(run.data, path, 0, [], run, (entity, at) => {
      const projected = representationOf(group.requires, entity, run.satisfies);
      if (projected === undefined) return;
      const representation = applyRewrites(
        projected,
        group.inputRewrites,
        run.satisfies,
      ) as RawObject;
      const key = JSON.stringify(representation);
      const index = known.indexOf.get(key) ?? known.list.length;
      if (index === known.list.length) {
        known.list.push(representation);
        known.indexOf.set(key, index);
      }
      targets.push({ entity, path: at, index });
    });
  }
  return targets;
}

/** Visits every object at a path of the plan; `at` is where it lies, with list indices. Lists are entered anywhere. */
function walk(
  value: unknown,
  path: readonly PathSegment[],
  depth: number,
  at: readonly (string | number)[],
  run: Run,
  visit: (object: RawObject, at: ErrorPath) => void,
): void {
  if (Array.isArray(value)) {
    const next = path[depth]?.kind === 'list' ? depth + 1 : depth;
    for (const [index, item] of value.entries()) walk(item, path, next, [...at, index], run, visit);
    return;
  }
  if (!isObject(value)) return;
  const segment = path[depth];
  if (segment === undefined) visit(value, at);
  else if (segment.kind === 'field')
    walk(value[segment.name], path, depth + 1, [...at, segment.name], run, visit);
  else if (
    segment.kind === 'type' &&
    (value.__typename === undefined || run.satisfies(value.__typename, segment.names))
  ) {
    walk(value, path, depth + 1, at, run, visit);
  }
}

function mergeEntities(
  group: EntityGroup,
  targets: readonly Target[],
  data: SubgraphAnswer['data'],
  run: Run,
): void {
  const found = applyRewrites(data?.[group.alias], group.outputRewrites, run.satisfies);
  if (!Array.isArray(found)) return;
  for (const { entity, index } of targets) {
    const part: unknown = found[index];
    if (isObject(part)) mergeInto(entity, part);
  }
}

/** Moves an error from `_entities[n].field` to each place where entity n stands in the client's answer. */
function tellEntityError(
  error: GraphQLFormattedError,
  groups: readonly EntityGroup[],
  position: number,
  targetsOf: readonly (readonly Target[])[],
  run: Run,
): void {
  const index = error.path?.[1];
  if (position < 0 || typeof index !== 'number') {
    for (const [at, group] of groups.entries()) {
      for (const { entity } of targetsOf[at] ?? []) run.lose(entity, group.keys, error);
    }
    return;
  }
  const tail = renamed((error.path ?? []).slice(2), groups[position]);
  const places = (targetsOf[position] ?? []).filter((target) => target.index === index);
  for (const { path } of places) run.addError({ ...error, path: [...path, ...tail] });
}

/** Errors name fields as the subgraph was asked for them; the client knows them by their own keys. */
function renamed(path: ErrorPath, group: EntityGroup | undefined): ErrorPath {
  const renames = (group?.outputRewrites ?? []).filter((rewrite) => rewrite.kind === 'rename');
  return path.map((key) => {
    const rename = renames.find(({ path: segments }) => {
      const last = segments.at(-1);
      return last !== undefined && 'key' in last && last.key === key;
    });
    return rename === undefined ? key : rename.to;
  });
}
