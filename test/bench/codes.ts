/**
 * A million codes by the way that batches take, in parts that commit with their progress, against inserting the very
 * same kind of rows, made beforehand, into a table of the same shape and indexes: `perSec` codes a second, `vsRawInsert`
 * the ratio. Rounds are interleaved: a part of ours, the same number raw. `--codes` makes it shorter.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { composeHouse } from '../../gateway/src/compose.ts';
import { generateCodes } from '../../modules/coupon/src/application/generate-codes.ts';
import { newCouponCodes } from '../../modules/coupon/src/domain/coupons/coupon-code.ts';
import type { CouponService } from '../../modules/coupon/src/index.ts';
import { systemClock } from '../../shared/src/clock.ts';
import { readConfig } from '../../shared/src/config.ts';
import { newUuid, toUuid } from '../../shared/src/ids.ts';
import { createLogger } from '../../shared/src/log.ts';
import { PROJECT_ROOT } from '../../shared/src/modules.ts';
import { valueOrThrow } from '../../shared/src/outcome.ts';
import { startEmbeddedPostgres } from '../../shared/src/postgres/embedded.ts';
import type { Principal } from '../../shared/src/principal.ts';
import { createModuleDatabase } from '../../shared/src/testing/module-database.ts';
import { SERVER_VARIABLE } from '../../shared/src/testing/test-database.ts';
import { codesOffer } from './bench-offers.ts';

const CALLER: Principal = { kind: 'module', name: 'bench' };
const PART = 10_000;

export async function bench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: { codes: { type: 'string', default: '1000000' } },
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  rmSync(dataDir, { recursive: true });
  const postgres = await startEmbeddedPostgres({
    projectDir: PROJECT_ROOT,
    purpose: 'serve',
    dataDir,
  });
  try {
    process.env[SERVER_VARIABLE] = JSON.stringify({ adminUrl: postgres.url, run: 'bench' });
    const { url, secret } = await createModuleDatabase(['identity', 'journal', 'ledger', 'coupon']);
    const house = await composeHouse({
      databaseUrl: url,
      secret,
      config: readConfig({ NODE_ENV: 'test' }),
      clock: systemClock,
      log: createLogger('silent'),
      local: ['identity', 'journal', 'ledger', 'coupon'],
    });
    try {
      const kit = house.local.get('coupon')?.kit;
      if (kit === undefined) throw new Error('No coupon module');
      return await measure(
        url,
        kit,
        house.doors.get<CouponService>('coupon'),
        Number(values.codes),
      );
    } finally {
      await house.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(
  url: string,
  kit: Parameters<typeof generateCodes>[0],
  coupon: CouponService,
  codes: number,
): Promise<Record<string, unknown>> {
  const admin = new pg.Client(url);
  await admin.connect();
  await admin.query(
    'CREATE SCHEMA raw; CREATE TABLE raw.coupon (LIKE coupon.coupon INCLUDING ALL)',
  );
  const { offerId } = valueOrThrow(
    await coupon.createOffer(CALLER, {
      idempotencyKey: 'o',
      code: 'CODES',
      owner: 'group',
      definition: codesOffer(1),
    }),
  );
  valueOrThrow(await coupon.publishOffer(CALLER, { idempotencyKey: 'o', offerId }));
  const rounds = Math.max(1, Math.round(codes / 100_000));
  const size = Math.round(codes / rounds);
  let [ours, raw] = [0, 0];
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    valueOrThrow(
      await coupon.createBatch(CALLER, {
        idempotencyKey: `b${round}`,
        code: `B-${round}`,
        offerId,
        origin: 'GENERATED',
        size,
      }),
    );
    const begin = performance.now();
    await generateCodes(kit);
    const oursMs = performance.now() - begin;
    const rawMs = await insertRaw(admin, offerId, size);
    ours += oursMs;
    raw += rawMs;
    ratios.push(rawMs / oursMs);
    process.stderr.write(
      `round ${round} of ${rounds}: ours ${Math.round(size / oursMs)}k/s, raw ${Math.round(size / rawMs)}k/s\n`,
    );
  }
  const { rows } = await admin.query<{ made: string; codes: string }>(
    'SELECT (SELECT sum(made) FROM coupon.coupon_batch)::text AS made, (SELECT count(*) FROM coupon.coupon)::text AS codes',
  );
  await admin.end();
  ratios.sort((a, b) => a - b);
  return {
    perSec: Math.round((size * rounds * 1_000) / ours),
    vsRawInsert: Math.round((ratios[Math.floor(ratios.length / 2)] ?? 0) * 100) / 100,
    rawPerSec: Math.round((size * rounds * 1_000) / raw),
    codes: size * rounds,
    complete: rows[0]?.made === rows[0]?.codes && rows[0]?.codes === String(size * rounds),
  };
}

/** What is made is made beforehand: only the inserting counts. */
async function insertRaw(admin: pg.Client, offerId: string, size: number): Promise<number> {
  const now = systemClock.now();
  const parts = Array.from({ length: Math.ceil(size / PART) }, (_, part) => {
    const count = Math.min(PART, size - part * PART);
    return {
      ids: Array.from({ length: count }, () => newUuid(now)),
      codes: newCouponCodes(count, randomBytes),
    };
  });
  const begin = performance.now();
  for (const { ids, codes } of parts) {
    await admin.query({
      name: 'raw',
      text: `INSERT INTO raw.coupon (id, code, offer_id, offer_version, benefit_no, batch_id, uses_total, value_total, valid_from,
                                     expires_at, issued_at)
             SELECT id, code, $3, 1, 0, $3, 1, 0, now(), now() + interval '30 days', now()
             FROM unnest($1::uuid[], $2::text[]) AS c (id, code)`,
      values: [ids, codes, toUuid('off', offerId)],
    });
  }
  return performance.now() - begin;
}
