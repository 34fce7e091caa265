/**
 * Takes a file over, or only checks it, in batches. A batch of rows, its faults and how far the file has come commit
 * together: an interrupted pass goes on with the next line, and no line counts twice. Pausing and cancelling are noticed
 * between batches. Memory holds one batch.
 */
import { randomUUID } from 'node:crypto';
import type { CommandContext } from '@guildhall/shared/commands';
import type { Outcome } from '@guildhall/shared/outcome';
import {
  type CustomerLine,
  type LineFault,
  type ReadLine,
  readCustomer,
} from '../../domain/import/read-customer.ts';
import {
  addFaults,
  countBatch,
  type ImportRow,
  leaseImport,
  setImportState,
  setRowsTotal,
} from '../../storage/imports.ts';
import { type Enrolled, enrollPeople } from '../enroll-people.ts';
import type { IdentityContext } from '../identity-context.ts';
import { publishing } from '../publishing.ts';
import { readPerson } from '../read-told.ts';
import { type FileLine, readLines } from './read-lines.ts';
import { readFile } from './sealed-file.ts';

const BATCH_ROWS = 500;
const SELF = randomUUID();
const running = new Set<string>();

/** Works until no file waits. */
export async function runImports(context: IdentityContext): Promise<void> {
  for (;;) {
    const row = await leaseImport(context.kit.db.sql(), SELF, context.kit.clock.now());
    if (row === undefined || running.has(row.id)) return;
    running.add(row.id);
    try {
      await runImport(context, row);
    } catch (error) {
      context.kit.log.error({ err: error, import: row.id }, 'an import of customers failed');
      const reason = error instanceof Error ? error.name : 'Error';
      await setImportState(
        context.kit.db.sql(),
        row.id,
        { state: 'FAILED', error: reason },
        context.kit.clock.now(),
      );
    } finally {
      running.delete(row.id);
    }
  }
}

async function runImport(context: IdentityContext, begun: ImportRow): Promise<void> {
  let row = begun;
  let [seen, batch] = [0, [] as FileLine[]];
  const flush = async (): Promise<boolean> => {
    const rows = batch.length;
    const wanted = await takeBatch(context, row, batch);
    batch = [];
    row = { ...row, rows_done: row.rows_done + rows };
    return wanted;
  };
  for await (const line of readLines(readFile(context, row), row)) {
    if ('columns' in line) continue;
    seen += 1;
    // Lines that an earlier run of this pass took over.
    if (seen <= begun.rows_done) continue;
    batch.push(line);
    if (batch.length === BATCH_ROWS && !(await flush())) return;
  }
  if (batch.length > 0 && !(await flush())) return;
  const db = context.kit.db.sql();
  await setRowsTotal(db, row.id, seen);
  const state = row.state === 'CHECKING' ? 'CHECKED' : 'DONE';
  await setImportState(db, row.id, { state }, context.kit.clock.now());
}

interface Judged {
  readonly line: FileLine;
  readonly faults: readonly LineFault[];
  readonly person: CustomerLine | undefined;
}

class NotWanted extends Error {
  override readonly name = 'NotWanted';
}

/** False when the pass was paused or cancelled meanwhile: then the batch has left no trace. */
async function takeBatch(
  context: IdentityContext,
  row: ImportRow,
  lines: readonly FileLine[],
): Promise<boolean> {
  const now = context.kit.clock.now();
  const mapping = row.mapping ?? { columns: {} };
  const judged = lines.map((line): Judged => {
    if (line.damage !== undefined)
      return {
        line,
        person: undefined,
        faults: [{ field: '', code: line.damage, params: {}, fieldOnly: false }],
      };
    const read: ReadLine = readCustomer(line.values, mapping, row.source);
    return { line, ...read };
  });
  try {
    const work = async (command: CommandContext): Promise<void> =>
      storeBatch(command, row, await enrolBatch(context, command, row, judged));
    await publishing(context.kit, now, work, 0);
    return true;
  } catch (error) {
    if (error instanceof NotWanted) return false;
    throw error;
  }
}

interface Settled extends Judged {
  readonly outcome: 'CREATED' | 'FOUND' | 'FAULTY';
}

async function enrolBatch(
  context: IdentityContext,
  command: CommandContext,
  row: ImportRow,
  judged: readonly Judged[],
): Promise<Settled[]> {
  const teller = { source: row.source, owner: row.source };
  const read = judged.map((one) => ({
    one,
    told:
      one.person === undefined
        ? undefined
        : readPerson(context.keys, one.person, teller, command.now),
  }));
  const readable = read.flatMap(({ told }) => (told?.ok === true ? [told.value] : []));
  const dry = row.state === 'CHECKING';
  const telling = { source: row.source, actor: row.made_by };
  const enrolled: readonly Outcome<Enrolled>[] = dry
    ? []
    : await enrollPeople(context, command, telling, readable);
  const answers = enrolled.values();
  return read.map(({ one, told }): Settled => {
    if (told === undefined) return { ...one, outcome: 'FAULTY' };
    if (!told.ok) return faultyBy(one, told.refusal);
    if (dry) return { ...one, outcome: 'FOUND' };
    const answer = answers.next().value;
    if (answer === undefined)
      throw new Error('An enrolment answered fewer people than it was given');
    if (!answer.ok) return faultyBy(one, answer.refusal);
    return { ...one, outcome: answer.value.created ? 'CREATED' : 'FOUND' };
  });
}

function faultyBy(
  one: Judged,
  {
    code,
    params,
    path,
  }: { readonly code: string; readonly params: object; readonly path: readonly string[] },
): Settled {
  const texts = Object.entries(params).map(([name, value]) => [name, String(value)]);
  const field = path[0] === 'profile' ? (path[1] ?? '') : (path[0] ?? '');
  const fault = { field, code, params: Object.fromEntries(texts), fieldOnly: false };
  return { ...one, outcome: 'FAULTY', faults: [...one.faults, fault] };
}

async function storeBatch(
  { tx, now }: CommandContext,
  row: ImportRow,
  settled: readonly Settled[],
): Promise<void> {
  const db = tx.getKysely<unknown>();
  const count = (outcome: Settled['outcome']): number =>
    settled.filter((one) => one.outcome === outcome).length;
  const counts = {
    rows: settled.length,
    created: count('CREATED'),
    found: count('FOUND'),
    faulty: count('FAULTY'),
  };
  if (!(await countBatch(db, row, counts, now))) throw new NotWanted('The import was stopped');
  const faults = settled.flatMap(({ line, faults: some }) =>
    some.map((fault, no) => ({ ...fault, lineNo: line.lineNo, no })),
  );
  await addFaults(db, row.id, faults);
}
