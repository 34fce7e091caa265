/**
 * `npm run compose`: composes the subgraphs of all modules and writes gateway/supergraph.graphql (what the router
 * plans with) and gateway/schema.graphql (what clients see). With --check nothing is written.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  CompositionError,
  composeSubgraphs,
  type Supergraph,
} from './composition/compose-subgraphs.ts';
import { moduleSubgraphs } from './composition/module-schemas.ts';
import { type SchemaChanges, schemaChanges } from './composition/schema-changes.ts';

const HELP = `Usage: npm run compose [-- --check] [-- --json]

Composes the subgraphs of all modules into gateway/supergraph.graphql and gateway/schema.graphql.

  --check  write nothing; fail when the committed files are out of date, and list what would break clients
  --json   answer as one JSON object
  --help   this text

Exit codes: 0 done or up to date, 1 the subgraphs don't compose, 2 the committed files are out of date, 64 wrong usage.`;

export const SUPERGRAPH_FILE = join(import.meta.dirname, '../supergraph.graphql');
export const SCHEMA_FILE = join(import.meta.dirname, '../schema.graphql');

interface Report extends SchemaChanges {
  readonly subgraphs: readonly string[];
  readonly upToDate: boolean;
  readonly written: boolean;
}

/** Composes, compares with the committed files, and writes them unless `check` is set. */
export async function composeAll({ check }: { readonly check: boolean }): Promise<Report> {
  const subgraphs = await moduleSubgraphs();
  const composed = await composeSubgraphs(subgraphs);
  const committed = readCommitted();
  const upToDate =
    committed !== undefined &&
    committed.supergraphSdl === composed.supergraphSdl &&
    committed.apiSdl === composed.apiSdl;
  const changes =
    committed === undefined
      ? { breaking: [], dangerous: [] }
      : schemaChanges(committed.apiSdl, composed.apiSdl);
  const written = !check && !upToDate;
  if (written) {
    writeFileSync(SUPERGRAPH_FILE, composed.supergraphSdl);
    writeFileSync(SCHEMA_FILE, composed.apiSdl);
  }
  return { subgraphs: subgraphs.map(({ name }) => name), upToDate, written, ...changes };
}

function readCommitted(): Supergraph | undefined {
  if (!existsSync(SUPERGRAPH_FILE) || !existsSync(SCHEMA_FILE)) return undefined;
  return {
    supergraphSdl: readFileSync(SUPERGRAPH_FILE, 'utf8'),
    apiSdl: readFileSync(SCHEMA_FILE, 'utf8'),
  };
}

function describe({ subgraphs, upToDate, written, breaking, dangerous }: Report): string {
  const lines = [`Composed ${subgraphs.length} subgraphs: ${subgraphs.join(', ')}`];
  if (upToDate) lines.push('The committed supergraph is up to date.');
  if (written) lines.push('Wrote gateway/supergraph.graphql and gateway/schema.graphql.');
  if (!upToDate && !written)
    lines.push('The committed supergraph is out of date: run npm run compose.');
  if (breaking.length > 0)
    lines.push('Breaks clients:', ...breaking.map((change) => `  - ${change}`));
  if (dangerous.length > 0)
    lines.push('May surprise clients:', ...dangerous.map((change) => `  - ${change}`));
  return lines.join('\n');
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      check: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  try {
    const report = await composeAll({ check: values.check });
    console.log(values.json ? JSON.stringify(report) : describe(report));
    return report.upToDate || report.written ? 0 : 2;
  } catch (error) {
    if (!(error instanceof CompositionError)) throw error;
    console.error(values.json ? JSON.stringify({ faults: error.faults }) : error.message);
    return 1;
  }
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    const isUsage =
      error instanceof TypeError &&
      'code' in error &&
      String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!isUsage) throw error;
    console.error(`${error.message}\n\n${HELP}`);
    process.exitCode = 64;
  }
}
