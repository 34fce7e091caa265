/** What is presented at a counter: QR codes become the coupon they show, or the reason why they are worth nothing. */
import type { ModuleKit } from '@guildhall/shared/module';
import type { Refusal } from '@guildhall/shared/outcome';
import { no } from '../domain/rules/subject.ts';
import { QR_PREFIX, qrKey, readQr } from '../qr.ts';

export interface Presented {
  /** As they go on: QR codes as the id of their coupon, the rest as it was. */
  readonly names: readonly string[];
  readonly refused: readonly { readonly named: string; readonly refusal: Refusal }[];
}

export function readPresented(
  kit: Pick<ModuleKit, 'secret'>,
  names: readonly string[],
  now: Date,
): Presented {
  if (!names.some((name) => name.startsWith(QR_PREFIX))) return { names, refused: [] };
  const { publicKey } = qrKey(kit.secret);
  const going: string[] = [];
  const refused: { named: string; refusal: Refusal }[] = [];
  for (const name of names) {
    if (!name.startsWith(QR_PREFIX)) {
      going.push(name);
      continue;
    }
    const read = readQr(publicKey, name, now);
    if (read.ok && read.subject.kind === 'COUPON') going.push(read.subject.id);
    else refused.push({ named: name, refusal: no(read.ok ? 'QR_NOT_OURS' : read.fault) });
  }
  return { names: going, refused };
}
