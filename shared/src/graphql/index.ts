/** Everything a subgraph needs: `import { createBuilder, … } from '@guildhall/shared/graphql/index'`. */
export { ANYONE, accessOf, mayAccess, SIGNED_IN, STAFF } from './access.ts';
export { badInput } from './arguments.ts';
export {
  type BuilderOptions,
  createBuilder,
  finishSubgraph,
  type SubgraphOptions,
} from './builder.ts';
export type { Builder, Types } from './builder-types.ts';
export { type CommandInput, type CommandOptions, commandField } from './command-field.ts';
export { commonTypes, orWithheld, ShownRefusal, WithheldFact, withheld } from './common-types.ts';
export {
  type Connection,
  connectionType,
  decodeCursor,
  encodeCursor,
  type PageSource,
  pageArgs,
  paginate,
  type SortKey,
} from './connection.ts';
export { argsOf, enumType, inputType } from './input-types.ts';
export {
  dateInput,
  dateTimeInput,
  decimalInput,
  defineEnum,
  idempotencyKeyInput,
  idInput,
  jsonInput,
  minorInput,
  namedInput,
  phoneInput,
  refusalIssue,
  usccInput,
} from './inputs.ts';
export { lintSubgraph } from './lint.ts';
export { listLoaderOf, loaderOf } from './loaders.ts';
export { parseInput } from './parse-input.ts';
export { isUscc, usccCheckCharacter } from './uscc.ts';
