/**
 * Finds the offers that could hold for an occasion without evaluating the others: by trigger, then by one constant
 * that the condition demands at its top level (`transaction.storeCode == "S01" && …`), which rules an offer out by a
 * look-up. Invariant: an offer that holds is always found.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Occasion } from '../facts.ts';
import type { LiveOffer } from './live-offer.ts';

/** `storeCode`, or `attributes.model`. */
type Path = string;

interface Constant {
  readonly path: Path;
  readonly value: string;
}

const FIELDS = ['storeCode', 'channel', 'subsidiary'] as const;

export class OfferIndex {
  readonly #always = new Map<string, LiveOffer[]>();
  readonly #byConstant = new Map<string, Map<Path, Map<string, LiveOffer[]>>>();

  constructor(offers: readonly LiveOffer[]) {
    for (const offer of offers) {
      for (const trigger of offer.definition.triggers) this.#add(trigger, offer);
    }
  }

  #add(trigger: string, offer: LiveOffer): void {
    const constant = constantOf(offer.condition.ast);
    if (constant === undefined) {
      push(this.#always, trigger, offer);
      return;
    }
    const paths = this.#byConstant.get(trigger) ?? new Map<Path, Map<string, LiveOffer[]>>();
    const values = paths.get(constant.path) ?? new Map<string, LiveOffer[]>();
    push(values, constant.value, offer);
    paths.set(constant.path, values);
    this.#byConstant.set(trigger, paths);
  }

  candidates(occasion: Occasion): readonly LiveOffer[] {
    const found = [...(this.#always.get(occasion.kind) ?? [])];
    for (const [path, values] of this.#byConstant.get(occasion.kind) ?? []) {
      const value = valueAt(occasion, path);
      if (value !== undefined) found.push(...(values.get(value) ?? []));
    }
    return found.filter(
      ({ definition, startsAt, endsAt }) =>
        (definition.subsidiaries.length === 0 ||
          definition.subsidiaries.includes(occasion.subsidiary)) &&
        startsAt <= occasion.occurredAt &&
        (endsAt === null || occasion.occurredAt < endsAt),
    );
  }
}

function push(map: Map<string, LiveOffer[]>, key: string, offer: LiveOffer): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [offer]);
  else list.push(offer);
}

function valueAt(occasion: Occasion, path: Path): string | undefined {
  const value = path.startsWith('attributes.')
    ? occasion.attributes[path.slice('attributes.'.length)]
    : (occasion[path as (typeof FIELDS)[number]] ?? '');
  return typeof value === 'string' ? value : undefined;
}

/** A `transaction.x == "text"` among the clauses that all must hold. Attributes first: they tell offers apart best. */
function constantOf(ast: ASTNode): Constant | undefined {
  const constants = conjuncts(ast).flatMap((clause) => asConstant(clause) ?? []);
  return constants.find(({ path }) => path.startsWith('attributes.')) ?? constants[0];
}

function conjuncts(node: ASTNode): readonly ASTNode[] {
  return node.op === '&&' ? node.args.flatMap((part) => conjuncts(part)) : [node];
}

function asConstant(node: ASTNode): Constant | undefined {
  if (node.op !== '==') return undefined;
  const [left, right] = node.args;
  const [side, literal] = right.op === 'value' ? [left, right] : [right, left];
  const path = pathOf(side);
  return path !== undefined && literal.op === 'value' && typeof literal.args === 'string'
    ? { path, value: literal.args }
    : undefined;
}

function pathOf(node: ASTNode): Path | undefined {
  if (node.op !== '.') return undefined;
  const [of, name] = node.args;
  if (of.op === 'id' && of.args === 'transaction')
    return (FIELDS as readonly string[]).includes(name) ? name : undefined;
  return of.op === '.' && of.args[1] === 'attributes' && of.args[0].op === 'id'
    ? `attributes.${name}`
    : undefined;
}
