/**
 * The member of every customer number: found, or enrolled by that number. In batches, each under an idempotency key of
 * its own, so that a run that was interrupted enrols nobody twice.
 */
import type { IdentityDoor } from '@guildhall/identity';
import { toUuid } from '@guildhall/shared/ids';
import { type Outcome, valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { type Kit, SUBSIDIARY } from '../application/caller.ts';
import { MEMBER } from '../ids.ts';
import type { Watch } from './run-store.ts';

const BATCH = 500;

/** In whose name files are taken over. */
export const IMPORTER: Principal = {
  kind: 'system',
  clientId: 'retail-import',
  subsidiary: SUBSIDIARY,
};

interface Customer {
  readonly customerNo: string;
  readonly firstSeen: Date;
}

export async function enrollCustomers(
  kit: Kit,
  runId: string,
  { progress, signal }: Watch,
): Promise<void> {
  const total = await sql<{ count: string }>`
    SELECT count(DISTINCT customer_no) AS count FROM import_line WHERE run_id = ${runId}`.execute(
    kit.db.sql(),
  );
  progress.phase('members', Number(total.rows[0]?.count ?? 0), 'customers');
  const identity = kit.doors.get<IdentityDoor>('identity');
  let done = 0;
  for (let after = ''; ; ) {
    const batch = await nextBatch(kit, runId, after);
    const last = batch.at(-1)?.customerNo;
    if (last === undefined) break;
    const { results } = valueOrThrow(
      await identity.enrollMany(IMPORTER, {
        idempotencyKey: `import:${runId}:${after}`,
        people: batch.map(({ customerNo, firstSeen }) => ({
          identities: [
            { type: 'CUSTOMER_NUMBER', value: customerNo, source: SUBSIDIARY, verified: true },
          ],
          observedAt: firstSeen,
        })),
      }),
    );
    await keep(kit, runId, batch, results);
    done += batch.length;
    progress.update(done);
    signal?.throwIfAborted();
    after = last;
  }
  await refuseLines(kit, runId);
  progress.end();
}

async function nextBatch(kit: Kit, runId: string, after: string): Promise<readonly Customer[]> {
  const { rows } = await sql<{ customer_no: string; first_seen: Date }>`
    SELECT customer_no, min(at) AS first_seen FROM import_line
    WHERE run_id = ${runId} AND customer_no > ${after}
    GROUP BY customer_no ORDER BY customer_no LIMIT ${BATCH}`.execute(kit.db.sql());
  return rows.map((row) => ({ customerNo: row.customer_no, firstSeen: new Date(row.first_seen) }));
}

type Result = Outcome<{ readonly memberId: string; readonly created: boolean }>;

async function keep(
  kit: Kit,
  runId: string,
  batch: readonly Customer[],
  results: readonly Result[],
): Promise<void> {
  const rows = batch.map(({ customerNo }, index) => {
    const result = results[index];
    if (result === undefined) throw new Error('Identity answered fewer people than it was asked');
    return result.ok
      ? {
          customerNo,
          memberId: toUuid(MEMBER, result.value.memberId),
          created: result.value.created,
          refused: null,
        }
      : { customerNo, memberId: null, created: false, refused: result.refusal.code };
  });
  await sql`
    INSERT INTO import_customer (run_id, customer_no, member_id, created, refused)
    SELECT ${runId}, * FROM unnest(${rows.map(({ customerNo }) => customerNo)}::text[],
      ${rows.map(({ memberId }) => memberId)}::uuid[], ${rows.map(({ created }) => created)}::boolean[],
      ${rows.map(({ refused }) => refused)}::text[])
    ON CONFLICT DO NOTHING`.execute(kit.db.sql());
}

/** Lines of customers whom identity does not take are reported with its reason. */
async function refuseLines(kit: Kit, runId: string): Promise<void> {
  await sql`
    WITH bad AS (
      DELETE FROM import_line l USING import_customer c
      WHERE l.run_id = ${runId} AND c.run_id = l.run_id AND c.customer_no = l.customer_no AND c.refused IS NOT NULL
      RETURNING l.line_no, c.refused)
    INSERT INTO import_problem (run_id, line_no, code, params)
    SELECT ${runId}, line_no, 'CUSTOMER_REFUSED', jsonb_build_object('reason', refused) FROM bad
    ON CONFLICT DO NOTHING`.execute(kit.db.sql());
}

/** A trial enrols nobody: it only looks who is known. */
export async function findCustomers(kit: Kit, runId: string): Promise<void> {
  const identity = kit.doors.get<IdentityDoor>('identity');
  for (let after = ''; ; ) {
    const batch = await nextBatch(kit, runId, after);
    const last = batch.at(-1)?.customerNo;
    if (last === undefined) return;
    const found = await identity.resolveMembers(IMPORTER, {
      identities: batch.map(({ customerNo: value }) => ({
        type: 'CUSTOMER_NUMBER',
        value,
        source: SUBSIDIARY,
      })),
    });
    const members = found.map((memberId) => (memberId === null ? null : toUuid(MEMBER, memberId)));
    await sql`
      INSERT INTO import_customer (run_id, customer_no, member_id, created)
      SELECT ${runId}, *, false FROM unnest(${batch.map(({ customerNo }) => customerNo)}::text[], ${members}::uuid[])
      ON CONFLICT DO NOTHING`.execute(kit.db.sql());
    after = last;
  }
}
