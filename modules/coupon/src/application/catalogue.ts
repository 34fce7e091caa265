/**
 * Offers, segments and tenders in memory, compiled once. Invariant: nothing is decided by an outdated catalogue: its
 * version is read with every decision, and what is kept under another version is loaded anew.
 */
import type { ModuleKit } from '@guildhall/shared/module';
import { type Condition, compileCondition, type Needs } from '../domain/conditions/condition.ts';
import type { Tender } from '../domain/coupons/tender.ts';
import type { LiveOffer, Segment } from '../domain/granting/live-offer.ts';
import { OfferIndex } from '../domain/granting/offer-index.ts';
import type { OfferDefinition } from '../domain/offers/offer-definition.ts';
import type { OfferState } from '../domain/offers/offer-states.ts';
import {
  catalogueVersion,
  type Db,
  grantingOffers,
  type OfferRow,
  type VersionRef,
  type VersionRow,
  versionsOf,
} from '../storage/offers.ts';
import { listSegments, listTenders } from '../storage/settings.ts';

export interface CatalogueAt {
  readonly version: string;
  readonly index: OfferIndex;
  readonly offers: ReadonlyMap<string, LiveOffer>;
  readonly segments: ReadonlyMap<string, Segment>;
  readonly tenders: ReadonlyMap<string, Tender>;
}

const MAX_VERSIONS_KEPT = 5_000;

export class Catalogue {
  readonly #kit: Pick<ModuleKit, 'db'>;
  #current: Promise<CatalogueAt> | undefined;
  #currentVersion = '';
  /** Versions never change, so they may be kept for ever; the oldest go when there are too many. */
  readonly #versions = new Map<string, LiveOffer>();
  readonly #conditions = new Map<string, Condition>();

  constructor(kit: Pick<ModuleKit, 'db'>) {
    this.#kit = kit;
  }

  async current(): Promise<CatalogueAt> {
    return this.at(await catalogueVersion(this.#kit.db.sql()));
  }

  /** For who has read the version together with what is decided. */
  async at(version: string): Promise<CatalogueAt> {
    if (this.#current === undefined || version !== this.#currentVersion) {
      this.#currentVersion = version;
      this.#current = this.#load(this.#kit.db.sql(), version);
      // A failed load must not be kept.
      this.#current.catch(() => {
        this.#current = undefined;
      });
    }
    return this.#current;
  }

  async #load(db: Db, version: string): Promise<CatalogueAt> {
    const [offers, segments, tenders] = await Promise.all([
      grantingOffers(db),
      listSegments(db),
      listTenders(db),
    ]);
    const compiledSegments = new Map(
      segments.map(({ code, condition }) => [
        code,
        { code, condition: compiled(condition, 'ABOUT_MEMBER') },
      ]),
    );
    const live = offers.map(({ offer, version: row }) =>
      liveOffer(offer.state, offer, row, compiledSegments),
    );
    return {
      version,
      index: new OfferIndex(live),
      offers: new Map(live.map((offer) => [offer.offerId, offer])),
      segments: compiledSegments,
      tenders: new Map(tenders.map((tender) => [tender.currency, tender])),
    };
  }

  /** The versions that granted something, whatever became of their offers since. */
  async versions(refs: readonly VersionRef[]): Promise<ReadonlyMap<string, LiveOffer>> {
    const missing = refs.filter((ref) => !this.#versions.has(versionKey(ref)));
    if (missing.length > 0) {
      const { segments } = await this.current();
      for (const row of await versionsOf(this.#kit.db.sql(), missing)) {
        const offer = liveOffer('ENDED', { id: row.offerId, code: row.offerId }, row, segments);
        this.#versions.set(versionKey(row), offer);
      }
      for (const key of this.#versions.keys()) {
        if (this.#versions.size <= MAX_VERSIONS_KEPT) break;
        this.#versions.delete(key);
      }
    }
    return new Map(
      refs.flatMap((ref) => {
        const offer = this.#versions.get(versionKey(ref));
        return offer === undefined ? [] : [[versionKey(ref), offer] as const];
      }),
    );
  }

  /** A coupon's own condition, compiled once. */
  counterCondition(source: string): Condition {
    const known = this.#conditions.get(source);
    if (known !== undefined) return known;
    const condition = compiled(source, 'AT_COUNTER');
    this.#conditions.set(source, condition);
    return condition;
  }
}

const catalogues = new WeakMap<object, Catalogue>();

/** The one catalogue of this process's coupon module. */
export function catalogueOf(kit: Pick<ModuleKit, 'db'>): Catalogue {
  const known = catalogues.get(kit.db);
  if (known !== undefined) return known;
  const made = new Catalogue(kit);
  catalogues.set(kit.db, made);
  return made;
}

export const versionKey = ({ offerId, version }: VersionRef): string => `${offerId}/${version}`;

function compiled(source: string, setting: 'OFFER' | 'AT_COUNTER' | 'ABOUT_MEMBER'): Condition {
  const result = compileCondition(source, setting);
  if (!result.ok) throw new Error(`A stored condition does not compile: ${result.mistake.message}`);
  return result.condition;
}

function liveOffer(
  state: OfferState,
  offer: Pick<OfferRow, 'id' | 'code'>,
  row: VersionRow,
  segments: ReadonlyMap<string, Segment>,
): LiveOffer {
  const condition = compiled(row.definition.condition, 'OFFER');
  return {
    offerId: offer.id,
    version: row.version,
    code: offer.code,
    state,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    definition: row.definition,
    condition,
    needs: needsOfOffer(row.definition, condition, segments),
  };
}

/** What must be known to decide the offer: of its condition, its audience, its segments, its coupons' bindings. */
function needsOfOffer(
  { audience, benefits }: OfferDefinition,
  { needs }: Condition,
  segments: ReadonlyMap<string, Segment>,
): Needs {
  const named = new Set([...needs.segments, ...audience.segments]);
  const ofSegments = [...named].flatMap((code) => segments.get(code)?.condition.needs ?? []);
  const bound = benefits.flatMap((benefit) =>
    benefit.kind === 'COUPON' && benefit.coupon.bind?.from === 'MEMBER'
      ? [benefit.coupon.bind.asset]
      : [],
  );
  return {
    tier: needs.tier || audience.tiers.length > 0 || ofSegments.some(({ tier }) => tier),
    things: new Set([
      ...needs.things,
      ...bound,
      ...ofSegments.flatMap(({ things }) => [...things]),
    ]),
    history: [...needs.history, ...ofSegments.flatMap(({ history }) => history)],
    segments: named,
  };
}
