/**
 * `npm run bench -- <name> [options]`: runs one benchmark of this folder. A bench compares with a peer or a physical limit
 * in the same run; its figures are the last line, one JSON object that begins with its name.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Bench {
  bench(args: readonly string[]): Promise<Record<string, unknown>>;
}

/** A bench is a file that exports `bench`; the others are parts of one. */
async function main(): Promise<void> {
  const name = process.argv[2] ?? '';
  const file = join(import.meta.dirname, `${name}.ts`);
  const code = /^[a-z][a-z-]*$/.test(name) && existsSync(file) ? await load(file) : undefined;
  if (code === undefined) {
    const wanted = name === '' || name === '--help' ? '' : `There is no bench "${name}".\n`;
    process.stderr.write(
      `${wanted}Usage: npm run bench -- <name>\nBenches: ${(await names()).join(', ')}\n`,
    );
    process.exitCode = name === '--help' ? 0 : 2;
    return;
  }
  process.stdout.write(
    `${JSON.stringify({ bench: name, ...(await code.bench(process.argv.slice(3))) })}\n`,
  );
}

async function load(file: string): Promise<Bench | undefined> {
  const code = (await import(pathToFileURL(file).href)) as Partial<Bench>;
  return typeof code.bench === 'function' ? { bench: code.bench } : undefined;
}

async function names(): Promise<readonly string[]> {
  const files = readdirSync(import.meta.dirname).filter(
    (file) => file.endsWith('.ts') && file !== 'run.ts',
  );
  const benches = await Promise.all(
    files.map(async (file) =>
      (await load(join(import.meta.dirname, file))) === undefined ? [] : [file.slice(0, -3)],
    ),
  );
  return benches.flat().sort();
}

await main();
