/**
 * `npm run import -- complete-journey <folder>`: the campaigns, coupons and redemptions of dunnhumby's Complete Journey,
 * taken over as offers, coupons and redemptions. Every redemption goes the way of a counter, at the day on which it
 * happened: the household's coupon on what the household bought that day. The sales are a sample, so most redemptions
 * have no basket in it, or none with a product of the coupon: those are refused for that reason, and counted.
 *
 * The data do not say what a coupon takes off; each is taken to be worth one yuan.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { CouponService, OfferDefinition } from '@guildhall/coupon';
import { composeHouse } from '@guildhall/gateway';
import type { IdentityDoor } from '@guildhall/identity';
import { SteppedClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { showProgress, silentProgress } from '@guildhall/shared/import/progress';
import { SourceFileError } from '@guildhall/shared/import/source-file';
import { createLogger } from '@guildhall/shared/log';
import type { Doors } from '@guildhall/shared/module';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { parse } from 'csv-parse/sync';
import { destination } from 'pino';
import { reachDatabase } from '../reach-database.ts';
import { EXIT } from '../terminal.ts';

const HELP = `Usage: npm run import -- complete-journey <folder> [--json]

Takes campaigns, coupons and redemptions of the Complete Journey over: campaign_descriptions.csv, campaigns.csv,
coupons.csv.gz, coupon_redemptions.csv, transactions_sample.csv.gz. Each redemption is played at its day; what is
accepted and what is refused, and why, is counted. The same command again changes nothing.
`;
const OPERATOR: Principal = { kind: 'module', name: 'import' };
/** Commands under way at a time. */
const AT_ONCE = 16;
const RETAIL: Principal = { kind: 'system', clientId: 'import', subsidiary: 'retail' };

export type Row = Readonly<Record<string, string>>;

export interface Journey {
  readonly campaigns: ReadonlyMap<string, Row>;
  /** Products by `campaign/coupon`. */
  readonly products: ReadonlyMap<string, readonly string[]>;
  /** Households by campaign. */
  readonly targeted: ReadonlySet<string>;
  readonly redemptions: readonly Row[];
  /** Lines by `household/day`. */
  readonly bought: ReadonlyMap<string, readonly Row[]>;
}

function readRows(folder: string, name: string): Row[] {
  try {
    const bytes = readFileSync(join(folder, name));
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    return parse(text, { columns: true, skip_empty_lines: true }) as Row[];
  } catch (error) {
    throw new SourceFileError(
      `${name} cannot be read in ${folder}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

const couponKey = (row: Row): string => `${row.campaign_id}/${row.coupon_upc}`;

function readJourney(folder: string): Journey {
  const coupons = Map.groupBy(readRows(folder, 'coupons.csv.gz'), couponKey);
  const sales = readRows(folder, 'transactions_sample.csv.gz');
  return {
    campaigns: new Map(
      readRows(folder, 'campaign_descriptions.csv').map((row) => [row.campaign_id ?? '', row]),
    ),
    products: new Map(
      [...coupons].map(([key, rows]) => [key, rows.map(({ product_id: id = '' }) => id)]),
    ),
    targeted: new Set(
      readRows(folder, 'campaigns.csv').map((row) => `${row.campaign_id}/${row.household_id}`),
    ),
    redemptions: readRows(folder, 'coupon_redemptions.csv').sort((a, b) =>
      (a.redemption_date ?? '') < (b.redemption_date ?? '') ? -1 : 1,
    ),
    bought: Map.groupBy(
      sales,
      (row) => `${row.household_id}/${(row.transaction_timestamp ?? '').slice(0, 10)}`,
    ),
  };
}

function definitionOf(campaign: Row, upc: string, products: readonly string[]): OfferDefinition {
  const { campaign_id: id, campaign_type: type, start_date: from, end_date: to } = campaign;
  const text = (zh: string, en: string) => ({ zh, en });
  return {
    name: text(`${type} 第 ${id} 期 券 ${upc}`, `${type}, campaign ${id}, coupon ${upc}`),
    description: null,
    triggers: ['CODE'],
    subsidiaries: [],
    audience: { tiers: [], segments: [], consents: [], household: false },
    condition: 'true',
    startsAt: `${from}T00:00:00.000Z`,
    endsAt: `${to}T23:59:59.999Z`,
    benefits: [
      {
        kind: 'COUPON',
        count: 1,
        coupon: {
          name: text(`券 ${upc}`, `Coupon ${upc}`),
          value: { kind: 'AMOUNT_OFF', amountMinor: '100' },
          worthMinor: null,
          uses: 2,
          instalments: null,
          validity: { kind: 'UNTIL', day: to ?? '' },
          honouredBy: ['retail'],
          ...{ stores: [], kinds: [], categories: [], itemCodes: [...products] },
          minimumMinor: '0',
          ...{ condition: null, bind: null, transferable: false },
          combination: { group: null, exclusive: false },
          whenUsedUp: 'FORGIVE',
        },
      },
    ],
    funding: [{ subsidiary: 'retail', shareBps: 10_000 }],
    pointPrice: '0.01',
    limits: [],
    stacking: { group: null, exclusive: false, priority: 0 },
  };
}

export interface JourneyResult {
  readonly campaigns: number;
  readonly offers: number;
  readonly coupons: number;
  readonly redemptions: number;
  readonly accepted: number;
  /** By reason. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Everything at the day on which it happened: the house's clock is moved along. `hear` is told each answer. */
export async function playJourney(
  doors: Doors,
  clock: SteppedClock,
  journey: Journey,
  hear: (row: Row, refusedFor: string | undefined) => void = () => {},
): Promise<JourneyResult> {
  const identity = doors.get<IdentityDoor>('identity');
  const coupon = doors.get<CouponService>('coupon');
  const starts = [...journey.campaigns.values()].map(({ start_date: day = '' }) => day).sort();
  clock.set(new Date(`${starts[0]}T00:00:00Z`));
  const households = [...new Set(journey.redemptions.map(({ household_id: id = '' }) => id))];
  const enrolled = valueOrThrow(
    await identity.enrollMany(RETAIL, {
      idempotencyKey: 'complete-journey',
      people: households.map((id) => ({
        identities: [{ type: 'CUSTOMER_NUMBER' as const, value: `CJ-${id}`, source: 'retail' }],
      })),
    }),
  );
  const members = new Map(
    households.map((id, place) => {
      const one = enrolled.results[place];
      if (one === undefined) throw new Error(`Household ${id} was not answered`);
      return [id, valueOrThrow(one).memberId];
    }),
  );
  const offers = await publishOffers(coupon, journey);
  const coupons = new Map<string, string>();
  const refused: Record<string, number> = {};
  let accepted = 0;
  const numbered = journey.redemptions.map((row, place) => ({ row, place }));
  const days = Map.groupBy(numbered, ({ row }) => row.redemption_date ?? '');
  for (const [day, rows] of days) {
    clock.set(new Date(`${day}T04:00:00Z`));
    const playing = { coupon, journey, members, offers, coupons };
    const answers = await Promise.all(rows.map(({ row, place }) => redeem(playing, row, place)));
    for (const [index, { row }] of rows.entries()) {
      const no = answers[index];
      if (no === undefined) accepted += 1;
      else refused[no] = (refused[no] ?? 0) + 1;
      hear(row, no);
    }
  }
  const ended = [...offers];
  for (let from = 0; from < ended.length; from += AT_ONCE)
    await Promise.all(
      ended
        .slice(from, from + AT_ONCE)
        .map(([key, offerId]) =>
          coupon.endOffer(OPERATOR, { idempotencyKey: `cj-end-${key}`, offerId }),
        ),
    );
  return {
    campaigns: journey.campaigns.size,
    offers: offers.size,
    coupons: coupons.size,
    redemptions: journey.redemptions.length,
    accepted,
    refused,
  };
}

async function publishOffers(
  coupon: CouponService,
  journey: Journey,
): Promise<Map<string, string>> {
  const offers = new Map<string, string>();
  const publish = async ([key, products]: readonly [string, readonly string[]]): Promise<void> => {
    const [id = '', upc = ''] = key.split('/');
    const campaign = journey.campaigns.get(id);
    if (campaign === undefined) return;
    const definition = definitionOf(campaign, upc, products);
    const idempotencyKey = `cj-${key}`;
    const code = `CJ${id}-${upc}`;
    const created = await coupon.createOffer(OPERATOR, {
      idempotencyKey,
      code,
      owner: 'retail',
      definition,
    });
    const { offerId } = valueOrThrow(created);
    valueOrThrow(await coupon.publishOffer(OPERATOR, { idempotencyKey, offerId }));
    offers.set(key, offerId);
  };
  const all = [...journey.products];
  for (let from = 0; from < all.length; from += AT_ONCE)
    await Promise.all(all.slice(from, from + AT_ONCE).map(publish));
  return offers;
}

interface Playing {
  readonly coupon: CouponService;
  readonly journey: Journey;
  readonly members: ReadonlyMap<string, string>;
  readonly offers: ReadonlyMap<string, string>;
  /** Coupons issued so far, by `campaign/coupon/household`. */
  readonly coupons: Map<string, string>;
}

/** The reason why not; undefined when it was redeemed. */
async function redeem(playing: Playing, row: Row, place: number): Promise<string | undefined> {
  const { coupon, journey } = playing;
  const { household_id: household = '', redemption_date: day = '', campaign_id: campaign } = row;
  const memberId = playing.members.get(household) ?? '';
  const offerId = playing.offers.get(couponKey(row));
  if (offerId === undefined) return 'COUPON_UNKNOWN';
  if (!journey.targeted.has(`${campaign}/${household}`)) return 'HOUSEHOLD_NOT_TARGETED';
  const key = `${couponKey(row)}/${household}`;
  const couponId =
    playing.coupons.get(key) ??
    valueOrThrow(
      await coupon.issueCoupon(OPERATOR, { idempotencyKey: `cj-${key}`, offerId, memberId }),
    ).couponId;
  playing.coupons.set(key, couponId);
  const lines = journey.bought.get(`${household}/${day}`) ?? [];
  const reserved = await coupon.reserve(RETAIL, {
    idempotencyKey: `cj-${place}`,
    memberId,
    coupons: [couponId],
    ttlSeconds: 3_600,
    basket: {
      subsidiary: 'retail',
      kind: 'BASKET_BOUGHT',
      ...(lines[0]?.store_id === undefined ? {} : { storeCode: lines[0].store_id }),
      lines: lines.map((line, index) => ({
        lineId: String(index + 1),
        itemCode: line.product_id ?? '',
        category: '',
        quantity: line.quantity === '0' ? '1' : (line.quantity ?? '1'),
        amountMinor: priceOf(line),
      })),
    },
  });
  if (!reserved.ok) return reserved.refusal.code;
  const { reservationId } = reserved.value;
  const redeemed = await coupon.redeem(RETAIL, {
    idempotencyKey: `cj-${place}`,
    reservationId,
    orderRef: `CJ-${place}`,
  });
  return redeemed.ok ? undefined : redeemed.refusal.code;
}

/**
 * What the line cost before coupons, in fen: what was received and what coupons took off. Where that is nothing, the
 * till gave the whole shelf price away, and this is what there was to pay.
 */
function priceOf(row: Row): bigint {
  const fen = (text = '0'): bigint => BigInt(Math.round(Number(text) * 100));
  const price = fen(row.sales_value) + fen(row.coupon_disc) + fen(row.coupon_match_disc);
  return price > 0n ? price : fen(row.retail_disc);
}

/** Answers the exit code. `args` are those behind `complete-journey`. */
export async function importCompleteJourney(args: readonly string[]): Promise<number> {
  const [folder, ...rest] = args.filter((arg) => arg !== '--json');
  if (args.includes('--help') || folder === undefined || rest.length > 0) {
    process.stdout.write(HELP);
    return args.includes('--help') ? EXIT.ok : EXIT.usage;
  }
  const json = args.includes('--json');
  const progress = json ? silentProgress : showProgress(process.stderr, () => performance.now());
  const journey = readJourney(folder);
  const config = readConfig(process.env);
  const database = await reachDatabase(config, (line) => progress.say(line));
  const clock = new SteppedClock(new Date());
  const house = await composeHouse({
    databaseUrl: database.databaseUrl,
    secret: database.secret,
    redisUrl: config.REDIS_URL,
    config,
    clock,
    log: createLogger('fatal', destination({ dest: 2, sync: true })),
  });
  try {
    progress.phase('redemptions', journey.redemptions.length, 'rows');
    let done = 0;
    const result = await playJourney(house.doors, clock, journey, () => {
      done += 1;
      progress.update(done);
    });
    progress.end();
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : textOf(result));
    return EXIT.ok;
  } finally {
    await house.stop();
    await database.stop();
  }
}

function textOf({ refused, ...made }: JourneyResult): string {
  const reasons = Object.entries(refused).sort(([, a], [, b]) => b - a);
  return [
    `${made.campaigns} campaigns as ${made.offers} offers, ${made.coupons} coupons issued`,
    `${made.redemptions} redemptions: ${made.accepted} accepted, ${made.redemptions - made.accepted} refused`,
    ...reasons.map(([code, count]) => `  ${code}: ${count}`),
    '',
  ].join('\n');
}

export { readJourney };
