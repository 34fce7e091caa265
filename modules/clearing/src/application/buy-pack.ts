/** Packs of points bought in advance under prepaid terms, and given back while nobody was issued their points. */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import type { Happening } from '../domain/happenings.ts';
import { PROGRAMME } from '../domain/kinds.ts';
import { EXACT_DECIMALS, Exact, FEN_PER_YUAN, roundHalfUp } from '../domain/shares.ts';
import { TermsBook } from '../domain/terms.ts';
import { insertPack, lockPacks } from '../storage/packs.ts';
import { recordHappenings } from '../storage/record-happenings.ts';
import { termsInForce } from '../storage/terms.ts';
import { mustOperate } from './access.ts';
import { warnOfPacks } from './record-heard.ts';
import { scaleOf } from './set-terms.ts';

export interface BuyPack {
  readonly idempotencyKey: string;
  readonly company: string;
  readonly currency: string;
  readonly kind: 'MAIN' | 'RESERVE';
  /** Minor units of the point currency. */
  readonly pointsMinor: bigint;
  /** Of the order or invoice. */
  readonly reference: string;
}

/** Owed to the pool in the month it is bought, at the price of the terms in force. */
export async function buyPack(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: BuyPack,
): Promise<Outcome<{ readonly packId: string }>> {
  mustOperate(caller);
  const { company, currency } = input;
  const scale = await scaleOf(kit, currency);
  if (scale === undefined)
    return refuse('VALIDATION', 'CURRENCY_UNKNOWN_IN_CLEARING', { currency }, ['currency']);
  const key = { caller, operation: 'buy-pack', idempotencyKey, input };
  return runCommand(kit, key, async (context) => {
    const { tx, now } = context;
    const db = tx.getKysely<unknown>();
    const terms = new TermsBook(await termsInForce(db)).general(company, currency, now.getTime());
    const { pricePerPoint } = terms;
    if (terms.mode !== 'PREPAID' || pricePerPoint === null)
      return refuse('RULE', 'PACK_TERMS_MISSING', { company, currency });
    const packId = fromUuid('pck', newUuid(now));
    await postPack(context, caller, { ...input, packId, pricePerPoint, scale, sign: 1 });
    await warnOfPacks(context);
    return accept({ packId });
  });
}

/**
 * Points bought and not issued go back at the price of the last such pack: the pool owes it in the month that is open. For
 * a pack that was bought by mistake, and for a company that leaves.
 */
export async function returnPack(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: BuyPack,
): Promise<Outcome<{ readonly packId: string }>> {
  mustOperate(caller);
  const { company, currency, kind, pointsMinor } = input;
  const scale = await scaleOf(kit, currency);
  if (scale === undefined)
    return refuse('VALIDATION', 'CURRENCY_UNKNOWN_IN_CLEARING', { currency }, ['currency']);
  const key = { caller, operation: 'return-pack', idempotencyKey, input };
  return runCommand(kit, key, async (context) => {
    const onHand = await lockPacks(context.tx.getKysely<unknown>(), company, currency, kind);
    const most = Exact.max(0, Exact.min(onHand?.left ?? 0, onHand?.ofKind ?? 0)).floor();
    if (onHand === undefined || most.lt(pointsMinor.toString()))
      return refuse('RULE', 'PACK_LEFT_TOO_LITTLE', { company, kind, most: most.toFixed() }, [
        'points',
      ]);
    const packId = fromUuid('pck', newUuid(context.now));
    const { pricePerPoint } = onHand;
    await postPack(context, caller, { ...input, packId, pricePerPoint, scale, sign: -1 });
    await warnOfPacks(context);
    return accept({ packId });
  });
}

/** `sign` -1: given back. */
async function postPack(
  { tx, now }: CommandContext,
  caller: Principal,
  pack: Omit<BuyPack, 'idempotencyKey'> & {
    readonly packId: string;
    readonly pricePerPoint: string;
    readonly scale: number;
    readonly sign: 1 | -1;
  },
): Promise<void> {
  const { company, currency, kind, packId, pricePerPoint, pointsMinor, reference, sign } = pack;
  const db = tx.getKysely<unknown>();
  const exact = new Exact(pointsMinor.toString())
    .div(new Exact(10).pow(pack.scale))
    .times(pricePerPoint)
    .times(FEN_PER_YUAN);
  const amountMinor = roundHalfUp(exact);
  const points = (BigInt(sign) * pointsMinor).toString();
  const [debtor, creditor] = sign === 1 ? [company, PROGRAMME] : [PROGRAMME, company];
  const source = `pack/${packId}`;
  const happening: Happening = {
    kind: 'DECIDED',
    source,
    occurredAt: now.toISOString(),
    lines: [
      {
        kind: 'PACK_BOUGHT',
        debtor,
        creditor,
        amountMinor: amountMinor.toString(),
        exactMinor: exact.toFixed(EXACT_DECIMALS),
      },
    ],
    because: { pack: packId, currency, points, pricePerPoint, reference },
  };
  await recordHappenings(db, [{ happening, eventId: null }], now);
  await insertPack(db, {
    id: packId,
    company,
    currency,
    kind,
    points,
    pricePerPoint,
    amountMinor: BigInt(sign) * amountMinor,
    source,
    reference,
    boughtBy: clientOf(caller),
    boughtAt: now,
  });
}
