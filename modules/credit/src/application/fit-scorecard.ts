/**
 * Fits a scorecard on a file of past cases and keeps it as a draft with the report of its fit: bins, points, and how it does
 * on the later cases it has not seen. Nothing is scored by it yet.
 *
 * Refusals: CREDIT_STUDY_FILE (too big), CREDIT_STUDY_FAULT (what is wrong with the file, in words).
 */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { isDeployable } from '../domain/workbench/fitted-card.ts';
import type { Study } from '../domain/workbench/study.ts';
import { SCORECARD, type ScorecardId } from '../ids.ts';
import { addScorecard, addScorecardStep, nextVersion } from '../storage/scorecards.ts';
import { within } from '../storage/tables.ts';
import type { StudyOrder } from './study-thread.ts';

export const STUDY_MAX_BYTES = 20 * 1024 * 1024;

export interface FitScorecard {
  readonly idempotencyKey: string;
  readonly name: string;
  readonly fileName: string;
  /** CSV, gzip or not, with a header. */
  readonly bytes: Uint8Array;
  readonly target: string;
  readonly time?: string | undefined;
  readonly ignore: readonly string[];
  /** Column → feature of a firm. With any, only these columns are looked at. */
  readonly features: Readonly<Record<string, string>>;
  readonly trainShare: number;
  readonly maxCharacteristics: number;
  readonly seed: number;
}

export type StudyAnswer =
  | ({ readonly ok: true; readonly rows: number; readonly columns: number } & Study)
  | { readonly ok: false; readonly fault: { readonly code: string; readonly detail: string } };

export interface FittedScorecard {
  readonly scorecardId: ScorecardId;
}

export async function fitScorecardFromFile(
  kit: ModuleKit,
  caller: Principal,
  input: FitScorecard,
): Promise<Outcome<FittedScorecard>> {
  const { bytes, fileName, target, time, ignore, features } = input;
  if (bytes.length === 0 || bytes.length > STUDY_MAX_BYTES)
    return refuse(
      'VALIDATION',
      'CREDIT_STUDY_FILE',
      { size: bytes.length, maximum: STUDY_MAX_BYTES },
      ['content'],
    );
  const { trainShare, maxCharacteristics, seed } = input;
  const found = await inThread({
    bytes,
    columns: { target, time, ignore, features },
    options: { trainShare, maxCharacteristics, seed, features },
  });
  if (!found.ok) return refuse('VALIDATION', 'CREDIT_STUDY_FAULT', { ...found.fault }, ['content']);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { bytes: _, ...said } = input;
  const key: CommandKey = {
    caller,
    operation: 'fit-scorecard',
    idempotencyKey: input.idempotencyKey,
    input: { ...said, sha256 },
  };
  return runCommand<FittedScorecard>(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const id = newUuid(now);
    const person = caller.kind === 'staff' ? caller.personId : undefined;
    const { card, report, rows, columns } = found;
    await addScorecard(db, {
      id,
      name: input.name,
      version: await nextVersion(db, input.name),
      card,
      fittedOn: {
        fileName,
        sha256,
        rows,
        columns,
        target,
        time: time ?? null,
        trainShare,
        seed,
        maxCharacteristics,
      },
      report,
      deployable: isDeployable(card),
      fittedBy: person,
      fittedAt: now,
    });
    const step = { act: 'FIT', person, askedBy: undefined, note: fileName };
    await addScorecardStep(db, id, step, now);
    return accept({ scorecardId: fromUuid(SCORECARD, id) });
  });
}

function inThread(order: StudyOrder): Promise<StudyAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./study-thread.ts', import.meta.url), { workerData: order });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The fit ended without an answer (${code})`)));
  });
}
