/** The types every builder of the house has in common. */
import type { RequestContext } from '../module.ts';
import type { ScalarShapes } from './scalars.ts';

export type OwnTypes<C extends RequestContext> = {
  Context: C;
  DefaultFieldNullability: false;
  Scalars: ScalarShapes;
};

export type Types<C extends RequestContext> = PothosSchemaTypes.ExtendDefaultTypes<OwnTypes<C>>;
export type Builder<C extends RequestContext> = PothosSchemaTypes.SchemaBuilder<Types<C>>;
