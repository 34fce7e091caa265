/**
 * Whether the members named in an order exist. Other modules have looked before they post; callers from outside are
 * looked at here, so that a mistyped id is refused instead of getting a wallet. Who was found once is not asked for
 * again: members are merged and erased, but an id never stops being somebody's.
 */
import type { IdentityDoor } from '@guildhall/identity';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { memberUnknown } from '../domain/refusals.ts';

/** Ids remembered; beyond that all are forgotten and asked for again. */
const MOST_REMEMBERED = 100_000;

export interface Named {
  /** Where the id stands in the input. */
  readonly path: readonly string[];
  readonly memberId: string | undefined;
}

export class KnownMembers {
  readonly #kit: Pick<ModuleKit, 'doors'>;
  readonly #known = new Set<string>();

  constructor(kit: Pick<ModuleKit, 'doors'>) {
    this.#kit = kit;
  }

  /** MEMBER_NOT_FOUND about the first who does not exist. */
  async stranger(caller: Principal, named: readonly Named[]): Promise<Refusal | undefined> {
    const asked = [
      ...new Set(
        named.flatMap(({ memberId }) =>
          memberId === undefined || this.#known.has(memberId) ? [] : [memberId],
        ),
      ),
    ];
    if (asked.length === 0) return undefined;
    const states = await this.#kit.doors
      .get<IdentityDoor>('identity')
      .memberStates(caller, { memberIds: asked });
    if (this.#known.size > MOST_REMEMBERED) this.#known.clear();
    for (const [index, memberId] of asked.entries())
      if (states[index] != null) this.#known.add(memberId);
    const stranger = named.find(
      ({ memberId }) =>
        memberId !== undefined && asked.includes(memberId) && !this.#known.has(memberId),
    );
    return stranger === undefined ? undefined : memberUnknown(stranger.path);
  }
}
