/**
 * Takes a file of codes into a batch, in parts that commit one after another. Sent again under the same key after it
 * broke off, parts that were done are answered as before and the rest goes on.
 */
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { importCodes, MAX_IMPORTED_AT_ONCE } from './import-codes.ts';
import type { CodeInFile, CodesFile } from './read-codes-file.ts';

export type CodeFault = 'MALFORMED' | 'REPEATED' | 'KNOWN';

export interface FileImported {
  readonly imported: number;
  readonly faults: readonly (CodeInFile & { readonly fault: CodeFault })[];
}

export async function importCodesFile(
  kit: ModuleKit,
  caller: Principal,
  {
    idempotencyKey,
    batchId,
    file,
  }: {
    readonly idempotencyKey: string;
    readonly batchId: string;
    readonly file: CodesFile;
  },
): Promise<Outcome<FileImported>> {
  const faults: (CodeInFile & { readonly fault: CodeFault })[] = file.broken.map((one) => ({
    ...one,
    fault: 'MALFORMED',
  }));
  const first = new Map<string, CodeInFile>();
  for (const one of file.codes) {
    if (first.has(one.code)) faults.push({ ...one, fault: 'REPEATED' });
    else first.set(one.code, one);
  }
  const once = [...first.values()];
  let imported = 0;
  for (let from = 0; from < once.length; from += MAX_IMPORTED_AT_ONCE) {
    const part = once.slice(from, from + MAX_IMPORTED_AT_ONCE);
    const done = await importCodes(kit, caller, {
      idempotencyKey: `${idempotencyKey}/${from}`,
      batchId,
      codes: part.map(({ code }) => code),
    });
    if (!done.ok) return done;
    imported += done.value.imported;
    const [known, malformed] = [new Set(done.value.known), new Set(done.value.malformed)];
    for (const one of part) {
      if (known.has(one.code)) faults.push({ ...one, fault: 'KNOWN' });
      else if (malformed.has(one.code)) faults.push({ ...one, fault: 'MALFORMED' });
    }
  }
  return accept({ imported, faults: faults.sort((a, b) => a.line - b.line) });
}
