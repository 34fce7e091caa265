/** Questions about the module's own knowledge, for forms and for reading: types of facts, and two names compared. */
import { enumType } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import {
  FACT_TYPE_CODES,
  FACT_TYPES,
  type FactTypeCode,
  factType,
} from '../domain/facts/fact-types.ts';
import { type CreditBuilder, READERS } from './context.ts';
import { CreditFacet } from './enums.ts';

export function addFactTypeQueries(builder: CreditBuilder): void {
  const FactTypeInfo = builder.objectRef<FactTypeCode>('FactType').implement({
    description: 'A type of fact: what it holds and how it is treated.',
    fields: (t) => ({
      code: t.string({ description: 'Its code.', resolve: (code) => code }),
      facet: t.field({
        type: enumType(builder, CreditFacet),
        description: 'The side it belongs to.',
        resolve: (code) => factType(code).facet,
      }),
      schema: t.field({
        type: 'JSON',
        description: 'JSON Schema of its value.',
        resolve: (code) => z.toJSONSchema(FACT_TYPES[code].value, { io: 'input' }),
      }),
      many: t.boolean({
        description: 'Whether a firm can have several, told apart by item.',
        resolve: (code) => factType(code).many === true,
      }),
      freshDays: t.int({
        description: 'Days after which it counts as stale, unless it names its own end.',
        resolve: (code) => factType(code).freshDays,
      }),
      personal: t.boolean({
        description: 'Whether it is about natural persons.',
        resolve: (code) => factType(code).personal === true,
      }),
      negative: t.boolean({
        description: 'Whether it counts against a firm.',
        resolve: (code) => factType(code).negative === true,
      }),
      core: t.boolean({
        description: 'Whether a complete survey holds it.',
        resolve: (code) => factType(code).core === true,
      }),
    }),
  });
  builder.queryFields((t) => ({
    factTypes: t.field({
      type: [FactTypeInfo],
      description: 'Every type of fact that a survey can hold.',
      access: READERS,
      resolve: () => [...FACT_TYPE_CODES],
    }),
  }));
}
