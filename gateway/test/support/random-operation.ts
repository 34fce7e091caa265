/** Makes valid operations over a schema: nested selections, aliases, fragments, conditions. Repeatable by its seed. */
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

export class RandomOperation {
  readonly #schema: GraphQLSchema;
  #state: number;

  constructor(schema: GraphQLSchema, seed: number) {
    this.#schema = schema;
    this.#state = seed >>> 0 || 1;
  }

  /** A query with up to `depth` levels; conditions use the variables $yes and $no. */
  query(depth: number): string {
    const root = this.#schema.getQueryType();
    const fields = Object.values(root?.getFields() ?? {});
    const chosen = this.#some(fields, 1, 3);
    const body = chosen.map((field, index) => this.#field(field, depth, `r${index}`)).join(' ');
    return `query ($yes: Boolean!, $no: Boolean!) { ${body} __typename @skip(if: $no) @include(if: $yes) }`;
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number, alias?: string): string {
    const named = getNamedType(field.type);
    const name = alias === undefined ? field.name : `${alias}: ${field.name}`;
    const args =
      field.args.length === 0
        ? ''
        : `(${field.args.map((arg) => `${arg.name}: "a${this.#below(8)}"`).join(', ')})`;
    const selection = isCompositeType(named) ? ` { ${this.#selection(named, depth - 1)} }` : '';
    return `${name}${args}${this.#condition()}${selection}`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const parts: string[] = [];
    if (isObjectType(type) || isInterfaceType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
      );
      for (const field of this.#some(fields, 1, 4)) {
        // An alias that says its field keeps merged selections free of conflicts.
        const alias = this.#chance(0.15) ? `x_${type.name}_${field.name}` : undefined;
        const text = this.#field(field, depth, alias);
        parts.push(this.#chance(0.15) ? `... on ${type.name} { ${text} }` : text);
      }
    }
    if (!isObjectType(type) && isCompositeType(type)) {
      for (const possible of this.#some(this.#schema.getPossibleTypes(type), 0, 2)) {
        parts.push(
          `... on ${possible.name}${this.#condition()} { ${this.#selection(possible, depth)} }`,
        );
      }
      parts.push('__typename');
    }
    if (parts.length === 0 || this.#chance(0.2)) parts.push('__typename');
    return parts.join(' ');
  }

  #condition(): string {
    if (!this.#chance(0.12)) return '';
    return (
      [' @skip(if: $no)', ' @skip(if: $yes)', ' @include(if: $yes)', ' @include(if: $no)'][
        this.#below(4)
      ] ?? ''
    );
  }

  #some<T>(items: readonly T[], min: number, max: number): T[] {
    const count = min + this.#below(max - min + 1);
    const pool = [...items];
    const chosen: T[] = [];
    while (chosen.length < count && pool.length > 0)
      chosen.push(...pool.splice(this.#below(pool.length), 1));
    return chosen;
  }

  #chance(probability: number): boolean {
    return this.#below(1_000) < probability * 1_000;
  }

  /** xorshift32: small, and the same everywhere. */
  #below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    this.#state >>>= 0;
    return this.#state % limit;
  }
}
