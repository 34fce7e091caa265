/**
 * Types that every subgraph speaks: refusals, `Withheld`, `PageInfo`. They are shareable and defined here only, so
 * that every subgraph has them alike.
 */
import { type InterfaceRef, ObjectRef, type UnionRef } from '@pothos/core';
import { type Locale, messageOf } from '../messages.ts';
import type { RequestContext } from '../module.ts';
import type { Refusal, RefusalKind } from '../outcome.ts';
import type { Builder, Types } from './builder-types.ts';

type AnyTypes = Types<RequestContext>;

/** A refusal as the API shows it: the code, and its message in the caller's language. */
export class ShownRefusal {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
  readonly params: Refusal['params'];
  constructor({ kind, code, path, params }: Refusal, locale: Locale) {
    this.kind = kind;
    this.code = code;
    this.message = messageOf({ code, params }, locale);
    this.path = path;
    this.params = params;
  }
}

/** A fact that exists but is not shown to this caller. */
export class WithheldFact {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** What a resolver of a `T | Withheld` field answers when consent does not reach: `withheld('CONSENT_MISSING')`. */
export function withheld(reason: string): WithheldFact {
  return new WithheldFact(reason);
}

export const REFUSAL_TYPES: Readonly<Record<RefusalKind, string>> = {
  VALIDATION: 'ValidationRefusal',
  IDEMPOTENCY: 'IdempotencyRefusal',
  NOT_FOUND: 'NotFoundRefusal',
  FORBIDDEN: 'ForbiddenRefusal',
  RULE: 'RuleRefusal',
};

const REFUSAL_MEANINGS: Readonly<Record<RefusalKind, string>> = {
  VALIDATION:
    'The input is malformed. Nothing happened and the idempotency key is still free: mend the field and send it again.',
  IDEMPOTENCY:
    'This idempotency key was used before with another input. Use a new key for a new wish.',
  NOT_FOUND: 'What the input names does not exist, or is not for this caller to see.',
  FORBIDDEN: 'The caller may not do this.',
  RULE: 'A rule of the business says no. The same key will always get the same answer.',
};

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface CommonTypes {
  readonly refusals: readonly ObjectRef<AnyTypes, ShownRefusal>[];
  readonly pageInfo: ObjectRef<AnyTypes, PageInfo>;
  readonly withheld: ObjectRef<AnyTypes, WithheldFact>;
}

const commonTypesOf = new WeakMap<object, CommonTypes>();

export function commonTypes<C extends RequestContext>(builder: Builder<C>): CommonTypes {
  const types = commonTypesOf.get(builder);
  if (types === undefined) throw new Error('This builder was not made by createBuilder');
  return types;
}

export function addCommonTypes(builder: Builder<RequestContext>): void {
  const refusal = addRefusalInterface(builder);
  const refusals = (Object.keys(REFUSAL_TYPES) as RefusalKind[]).map((kind) =>
    addRefusalType(builder, refusal, kind),
  );
  commonTypesOf.set(builder, {
    refusals,
    pageInfo: addPageInfo(builder),
    withheld: addWithheld(builder),
  });
}

function addRefusalInterface(
  builder: Builder<RequestContext>,
): InterfaceRef<AnyTypes, ShownRefusal> {
  const refusal = builder.interfaceRef<ShownRefusal>('Refusal');
  return refusal.implement({
    description: 'An expected "no". Every mutation answers its result or one of these.',
    resolveType: (shown) => REFUSAL_TYPES[shown.kind],
    fields: (t) => ({
      code: t.exposeString('code', {
        description: 'Stable, in capitals; the same in every language.',
      }),
      message: t.exposeString('message', {
        description: "What is wrong and how to mend it, in the caller's language.",
      }),
      path: t.stringList({
        description: 'The input field at fault, outermost first; empty when no single field is.',
        resolve: ({ path }) => [...path],
      }),
    }),
  });
}

function addRefusalType(
  builder: Builder<RequestContext>,
  refusal: InterfaceRef<AnyTypes, ShownRefusal>,
  kind: RefusalKind,
): ObjectRef<AnyTypes, ShownRefusal> {
  return builder.objectType(new ObjectRef<AnyTypes, ShownRefusal>(REFUSAL_TYPES[kind]), {
    description: REFUSAL_MEANINGS[kind],
    shareable: true,
    interfaces: [refusal],
    isTypeOf: (value) => value instanceof ShownRefusal && value.kind === kind,
    fields: (t) =>
      kind === 'RULE'
        ? {
            params: t.field({
              type: 'JSON',
              description:
                'The facts behind the answer, by name: amounts as decimal text, dates as text.',
              resolve: ({ params }) => params,
            }),
          }
        : {},
  });
}

function addPageInfo(builder: Builder<RequestContext>): ObjectRef<AnyTypes, PageInfo> {
  return builder.objectRef<PageInfo>('PageInfo').implement({
    description: 'Where a page lies in its list.',
    shareable: true,
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage', {
        description: 'Whether there is more after this page.',
      }),
      hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
        description: 'Whether this page began after a cursor.',
      }),
      startCursor: t.exposeString('startCursor', {
        nullable: true,
        description: 'Cursor of the first item.',
      }),
      endCursor: t.exposeString('endCursor', {
        nullable: true,
        description: 'Cursor of the last item: give it as `after`.',
      }),
    }),
  });
}

function addWithheld(builder: Builder<RequestContext>): ObjectRef<AnyTypes, WithheldFact> {
  return builder.objectRef<WithheldFact>('Withheld').implement({
    description:
      'A fact that exists but is not shown to this caller, because consent or role does not reach it.',
    shareable: true,
    fields: (t) => ({
      reason: t.exposeString('reason', {
        description: 'Why, in capitals: CONSENT_MISSING, for one.',
      }),
    }),
  });
}

/** The union `T | Withheld` under a name of its own; the resolver answers a `T` or `withheld(reason)`. */
export function orWithheld<C extends RequestContext, T>(
  builder: Builder<C>,
  name: string,
  type: ObjectRef<Types<C>, T>,
): UnionRef<Types<C>, T | WithheldFact> {
  const known = builder as unknown as Builder<RequestContext>;
  const union = known.unionType(name, {
    description: `${type.name}, or word that it is withheld from this caller.`,
    types: [type as never, commonTypes(builder).withheld],
    resolveType: (value: unknown) => (value instanceof WithheldFact ? 'Withheld' : type.name),
  });
  return union as unknown as UnionRef<Types<C>, T | WithheldFact>;
}
