/** `npm run import` as a person meets it: wrong usage, killed in the middle, started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { createTestDatabase, type TestDatabase } from '@guildhall/shared/testing/test-database';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const TIMEOUT_MS = 180_000;
const HEADER = 'Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

interface Ended {
  readonly code: number | string;
  readonly output: string;
  readonly problems: string;
}

describe('npm run import', { timeout: TIMEOUT_MS }, () => {
  let database: TestDatabase;
  let admin: pg.Client;
  let dir: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    dir = mkdtempSync(join(tmpdir(), 'guildhall-import-'));
  });
  afterAll(async () => {
    await admin.end();
    await database.drop();
    rmSync(dir, { recursive: true });
  });

  function begin(...args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const script = join(PROJECT_ROOT, 'scripts', 'import.ts');
    const { url: DATABASE_URL, secret: GUILDHALL_SECRET } = database;
    const child = spawn(process.execPath, [script, 'retail-transactions', ...args], {
      cwd: dir,
      env: { ...process.env, NODE_ENV: 'development', DATABASE_URL, GUILDHALL_SECRET },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let problems = '';
    child.stdout?.on('data', (chunk) => {
      output += String(chunk);
    });
    child.stderr?.on('data', (chunk) => {
      problems += String(chunk);
    });
    const ended = new Promise<Ended>((settle) => {
      child.once('close', (code, signal) =>
        settle({ code: code ?? signal ?? 'lost', output, problems }),
      );
    });
    return { child, ended };
  }

  it.each([
    ['no file', ['none.csv'], 'There is no file none.csv'],
    ['an unknown option', ['shop.csv', '--jsn'], 'Usage'],
    ['a mapping that is not there', ['shop.csv', '--mapping', 'none.json'], 'cannot be read'],
    ['columns that no mapping knows', ['strange.csv'], 'None of the mappings'],
  ])('says what is wrong with %s, and ends with 2', async (_, args, message) => {
    writeFileSync(join(dir, 'shop.csv'), `${HEADER}\n`);
    writeFileSync(join(dir, 'strange.csv'), 'a,b\n1,2\n');
    const { code, problems } = await begin(...args).ended;
    expect(problems).toContain(message);
    expect(code).toBe(2);
  });

  /** Each customer buys on four days and brings something back on the fifth. */
  const many = (customers: number, days: number): string => {
    const made: string[] = [HEADER];
    for (let day = 0; day < days; day += 1) {
      for (let customer = 0; customer < customers; customer += 1) {
        const at = new Date(
          Date.UTC(2011, 0, 1 + day, 9, customer % 60, Math.floor(customer / 60)),
        );
        const time = at.toISOString().replace('.000', '');
        const quantity = day % 5 === 4 ? -(1 + (customer % 2)) : 3;
        made.push(`ITEM ${customer % 7},${quantity},${time},1.99,C${customer},X`);
        made.push(`ITEM ${(customer + day) % 11},1,${time},0.35,C${customer},X`);
      }
    }
    return `${made.join('\n')}\n`;
  };

  it('goes on after kill -9 in the middle, and the books agree in the end', async () => {
    writeFileSync(join(dir, 'many.csv'), many(60, 10));
    const first = begin('many.csv');
    const stored = async (): Promise<boolean> => {
      const { rowCount } = await admin.query(
        `SELECT 1 FROM retail.import_run WHERE phase = 'STORING' AND visit_no BETWEEN 1 AND visits_total - 1`,
      );
      return rowCount === 1;
    };
    while (!(await stored())) await new Promise((settle) => setTimeout(settle, 10));
    first.child.kill('SIGKILL');
    expect((await first.ended).code).toBe('SIGKILL');
    expect(await stored()).toBe(true);
    const { code, output } = await begin('many.csv', '--json', '--reconcile').ended;
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      summary: { lines: 1_200, customers: { all: 60, enrolled: 60 } },
      openEvents: 0,
      reconciliation: { equal: true, differing: [] },
    });
  });
});
