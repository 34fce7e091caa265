/**
 * The subgraph schemas of all modules, without a database: a schema depends on code alone. Invariant: making a schema
 * calls no door and reads no table; a stand-in is given for both, and any use of it surfaces as a wrong schema, never
 * as a connection.
 */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { createLogger } from '@guildhall/shared/log';
import type { CreateSubgraph, Door, ModuleKit, Subgraph } from '@guildhall/shared/module';
import { discoverModules, type ModuleManifest } from '@guildhall/shared/modules';

/** Modules that have a subgraph, in the order of their names. */
export async function moduleSubgraphs(roots?: readonly string[]): Promise<readonly Subgraph[]> {
  const made = await Promise.all(discoverModules(roots).map(subgraphOf));
  return made.filter((subgraph) => subgraph !== undefined);
}

async function subgraphOf(manifest: ModuleManifest): Promise<Subgraph | undefined> {
  const file = manifest.entry('./subgraph');
  if (file === undefined || !existsSync(file)) return undefined;
  const code = (await import(pathToFileURL(file).href)) as {
    readonly createSubgraph: CreateSubgraph<Door>;
  };
  const subgraph = code.createSubgraph(standIn<Door>(), kitFor(manifest.name));
  if (subgraph.name !== manifest.name) {
    throw new Error(`The subgraph of module "${manifest.name}" calls itself "${subgraph.name}"`);
  }
  return subgraph;
}

function kitFor(name: string): ModuleKit {
  return {
    name,
    db: standIn(),
    doors: standIn(),
    events: standIn(),
    outbox: standIn(),
    deadLetters: standIn(),
    clock: systemClock,
    config: readConfig({}),
    log: createLogger('silent'),
    secret: 'not a secret: schemas are made without one',
  };
}

/** Something that can be looked into and called without end, and answers nothing. */
function standIn<T extends object>(): T {
  const answer: T = new Proxy((() => undefined) as unknown as T, {
    get: (_target, key) => (typeof key === 'symbol' || key === 'then' ? undefined : answer),
    apply: () => answer,
  });
  return answer;
}
