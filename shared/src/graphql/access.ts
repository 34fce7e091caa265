/**
 * Who may ask for what. Every field of Query and Mutation states the classes of caller that may use it; types and
 * their fields may narrow further. Invariant: a root field without `access` cannot be built (the compiler says so, and
 * building the schema says so again), and a caller outside the list is turned away before the resolver runs.
 */
import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type InterfaceParam,
  type PothosOutputFieldConfig,
  type PothosTypeConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import { GraphQLError, type GraphQLFieldResolver } from 'graphql';
import type { RequestContext } from '../module.ts';
import {
  CALLER_CLASSES,
  type CallerClass,
  callerClasses,
  type Principal,
  STAFF_CLASSES,
} from '../principal.ts';
import { parseArguments } from './arguments.ts';

/** Everybody, signed in or not. */
export const ANYONE: readonly CallerClass[] = CALLER_CLASSES;
/** Everybody who has proved who they are. */
export const SIGNED_IN: readonly CallerClass[] = CALLER_CLASSES.filter(
  (name) => name !== 'anonymous',
);
/** Every role of the group's own people. */
export const STAFF: readonly CallerClass[] = STAFF_CLASSES;

export function mayAccess(caller: Principal, access: readonly CallerClass[]): boolean {
  return callerClasses(caller).some((name) => access.includes(name));
}

/** The access list that a built field or type carries; undefined when it carries none. */
export function accessOf(element: {
  readonly extensions?: unknown;
}): readonly CallerClass[] | undefined {
  const { access } = (element.extensions ?? {}) as { readonly access?: readonly CallerClass[] };
  return access;
}

/** UNAUTHENTICATED asks a stranger to sign in; FORBIDDEN tells somebody known that this is not theirs. */
export function accessError(caller: Principal): GraphQLError {
  return caller.kind === 'anonymous'
    ? new GraphQLError('Sign in first: this is not open to anonymous callers', {
        extensions: { code: 'UNAUTHENTICATED' },
      })
    : new GraphQLError('This caller may not use this field', { extensions: { code: 'FORBIDDEN' } });
}

const pluginName = 'access';

class AccessPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onTypeConfig(config: PothosTypeConfig): PothosTypeConfig {
    const { access } = config.pothosOptions as { access?: readonly CallerClass[] };
    return access === undefined
      ? config
      : { ...config, extensions: { ...config.extensions, access } };
  }

  override onOutputFieldConfig(
    config: PothosOutputFieldConfig<Types>,
  ): PothosOutputFieldConfig<Types> {
    const { access } = config.pothosOptions as { access?: readonly CallerClass[] };
    if (isRootKind(config.kind) && (access === undefined || access.length === 0)) {
      throw new Error(
        `${config.parentType}.${config.name} does not say who may use it: give it an access list`,
      );
    }
    return access === undefined
      ? config
      : { ...config, extensions: { ...config.extensions, access } };
  }

  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const resolve = parseArguments(this.builder, resolver, config);
    const lists = [
      accessOf(config),
      accessOf(this.buildCache.getTypeConfig(config.parentType)),
    ].filter((list) => list !== undefined);
    if (lists.length === 0) return resolve;
    return (parent, args, context, info) => {
      const { caller } = context as RequestContext;
      for (const list of lists) if (!mayAccess(caller, list)) throw accessError(caller);
      return resolve(parent, args, context, info);
    };
  }
}

function isRootKind(kind: string): boolean {
  return kind === 'Query' || kind === 'Mutation' || kind === 'Subscription';
}

declare global {
  export namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      access: AccessPlugin<Types>;
    }
    interface FieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveShape,
      ResolveReturnShape,
    > {
      /** Classes of caller that may read this field, on top of what its type allows. */
      access?: readonly CallerClass[];
    }
    interface QueryFieldOptions<
      Types extends SchemaTypes,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveReturnShape,
    > {
      /** Classes of caller that may ask this. Required: nothing is open by default. */
      access: readonly CallerClass[];
    }
    interface MutationFieldOptions<
      Types extends SchemaTypes,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveReturnShape,
    > {
      /** Classes of caller that may order this. Required: nothing is open by default. */
      access: readonly CallerClass[];
    }
    interface ObjectTypeOptions<Types extends SchemaTypes, Shape> {
      /** Classes of caller that may read any field of this type. */
      access?: readonly CallerClass[];
    }
    interface InterfaceTypeOptions<
      Types extends SchemaTypes,
      Shape,
      Interfaces extends InterfaceParam<Types>[],
      ResolveType,
    > {
      /** Classes of caller that may read any field of this type. */
      access?: readonly CallerClass[];
    }
  }
}

SchemaBuilder.registerPlugin(pluginName, AccessPlugin);
