/**
 * `npm run credit-log -- verify <receipt>`: checks a receipt with nothing but the log's key, offline.
 * `npm run credit-log -- audit`: goes through the whole log and the rows behind it, and names what was tampered with.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { CreditService } from '@guildhall/credit';
import { type Receipt, verifyReceipt } from '@guildhall/credit/receipt';
import {
  noteVerifier,
  openNote,
  readCheckpoint,
  splitNote,
  verifyConsistency,
  witnessSigner,
} from '@guildhall/credit/witness';
import { composeHouse } from '@guildhall/gateway';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { createLogger } from '@guildhall/shared/log';
import { destination } from 'pino';
import { reachDatabase } from './reach-database.ts';
import { EXIT, explainFailure, surviveClosedOutput } from './terminal.ts';

const HELP = `Usage:
  npm run credit-log -- key                              prints the key of this installation's log
  npm run credit-log -- verify <receipt> --key <key>     checks a receipt (JSON file) offline
  npm run credit-log -- audit                            checks the whole log and every row behind it
  npm run credit-log -- cosign <checkpoint> --key <key> --name <name> --seed <file> [--since <checkpoint> --proof <file>]
                                                         as a witness, offline: checks that the log only grew, and signs

Options
  --key <key>   the key you trust, as printed by "key"; a receipt's own key proves nothing about who signed it
  --name <name> the witness's name, such as witness.example/one
  --seed <file> 32 secret bytes of the witness, hexadecimal
  --since <file>, --proof <file>  the checkpoint signed last, and the consistency proof (JSON list of base64 hashes)
  --no-replay   audit without deciding every screening again from the tables (some milliseconds each)
  --json        print the result as one JSON object
  --help        this text

Exit codes: 0 all is well, 1 failed, 2 wrong usage, 4 forged, tampered with, or not yet included
`;
const EXIT_WRONG = 4;

async function main(): Promise<number> {
  surviveClosedOutput();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      name: { type: 'string' },
      seed: { type: 'string' },
      since: { type: 'string' },
      proof: { type: 'string' },
      'no-replay': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, path] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  if (command === 'verify' && path !== undefined && values.key !== undefined)
    return verify(path, values.key, values.json);
  const { key, name, seed, since, proof } = values;
  if (command === 'cosign' && path !== undefined && key && name && seed)
    return cosign(path, { key, name, seed, since, proof });
  if (command === 'audit')
    return withCredit((credit) => audit(credit, values.json, !values['no-replay']));
  if (command === 'key') return withCredit(printKey);
  process.stderr.write(HELP);
  return EXIT.usage;
}

function verify(path: string, key: string, json: boolean): number {
  const receipt = JSON.parse(readFileSync(path, 'utf8')) as Receipt;
  const verdict = verifyReceipt(receipt, key);
  const texts: Readonly<Record<typeof verdict, string>> = {
    KEY_MALFORMED: 'The key is malformed.',
    PROMISE_FORGED: 'FORGED: this key did not promise this decision.',
    CHECKPOINT_FORGED: 'FORGED: this key did not sign this checkpoint.',
    CHECKPOINT_MISMATCH: 'FORGED: the checkpoint is not the one of this proof.',
    NOT_INCLUDED: 'FORGED: the decision does not stand in the log where the receipt says.',
    PROMISED: 'Promised by the log, not included yet: ask for the receipt again in a few seconds.',
    INCLUDED: `Included in the log, at place ${receipt.inclusion?.index} of ${receipt.inclusion?.size}.`,
  };
  process.stdout.write(json ? `${JSON.stringify({ verdict })}\n` : `${texts[verdict]}\n`);
  return verdict === 'INCLUDED' ? EXIT.ok : EXIT_WRONG;
}

interface CosignOptions {
  readonly key: string;
  readonly name: string;
  readonly seed: string;
  readonly since?: string | undefined;
  readonly proof?: string | undefined;
}

/** Prints the note with the witness's line behind it; nothing when the log was rewritten since it last signed. */
function cosign(path: string, { key, name, seed, since, proof }: CosignOptions): number {
  const note = readFileSync(path, 'utf8');
  const now = checkpointOf(note, key);
  const before = since === undefined ? undefined : checkpointOf(readFileSync(since, 'utf8'), key);
  if (now === undefined || (since !== undefined && before === undefined)) {
    process.stderr.write('FORGED: this key did not sign this checkpoint.\n');
    return EXIT_WRONG;
  }
  const hashes = proof === undefined ? [] : (JSON.parse(readFileSync(proof, 'utf8')) as string[]);
  const grew =
    before === undefined ||
    verifyConsistency({
      first: before.size,
      second: now.size,
      firstRoot: before.root,
      secondRoot: now.root,
      proof: hashes.map((hash) => Buffer.from(hash, 'base64')),
    });
  if (!grew) {
    process.stderr.write('REWRITTEN: the log does not begin with what was signed last.\n');
    return EXIT_WRONG;
  }
  const signer = witnessSigner(name, Buffer.from(readFileSync(seed, 'utf8').trim(), 'hex'));
  const seconds = Math.floor(systemClock.now().getTime() / 1_000);
  process.stdout.write(`${note}${signer.cosign(splitNote(note)?.text ?? '', seconds)}\n`);
  process.stderr.write(`key of this witness: ${signer.verifierKey}\n`);
  return EXIT.ok;
}

function checkpointOf(note: string, key: string) {
  const verifier = noteVerifier(key);
  const text = verifier === undefined ? undefined : openNote(note, verifier);
  return text === undefined ? undefined : readCheckpoint(text);
}

async function audit(credit: CreditService, json: boolean, replays: boolean): Promise<number> {
  const { leaves, checkpoints, findings } = await credit.auditLog(undefined, { replays });
  if (json) process.stdout.write(`${JSON.stringify({ leaves, checkpoints, findings })}\n`);
  else {
    const lines = findings.map(({ code, detail }) => `  ${code}: ${detail}`);
    const verdict =
      findings.length === 0 ? 'Nothing was tampered with.' : `${findings.length} findings:`;
    process.stdout.write(
      `${[`${leaves} leaves, ${checkpoints} checkpoints. ${verdict}`, ...lines].join('\n')}\n`,
    );
  }
  return findings.length === 0 ? EXIT.ok : EXIT_WRONG;
}

async function printKey(credit: CreditService): Promise<number> {
  process.stdout.write(`${(await credit.logState()).verifierKey}\n`);
  return EXIT.ok;
}

async function withCredit(work: (credit: CreditService) => Promise<number>): Promise<number> {
  const config = readConfig(process.env);
  const database = await reachDatabase(config, (line) => process.stderr.write(`${line}\n`));
  const house = await composeHouse({
    databaseUrl: database.databaseUrl,
    secret: database.secret,
    redisUrl: config.REDIS_URL,
    config,
    clock: systemClock,
    log: createLogger('fatal', destination({ dest: 2, sync: true })),
    local: ['credit'],
  });
  try {
    return await work(house.doors.get<CreditService>('credit'));
  } finally {
    await house.stop();
    await database.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(explainFailure(error, process.argv.includes('--verbose'))),
);
