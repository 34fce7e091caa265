/** What logistics adds to `Member`: parcels and errands, for callers whom consent reaches. */
import { argsOf, orWithheld, withheld } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type * as v from '../views.ts';
import type { LogisticsBuilder, Ref } from './builder.ts';
import type { MemberStub } from './parcel-types.ts';

interface Parts {
  readonly Member: MemberStub;
  readonly Parcel: Ref<v.ParcelView>;
  readonly Errand: Ref<v.ErrandView>;
}

export function addToMember(builder: LogisticsBuilder, { Member, Parcel, Errand }: Parts): void {
  const Parcels = builder
    .objectRef<{ readonly items: readonly v.ParcelView[] }>('MemberParcels')
    .implement({
      description: 'Parcels that one member sent or is to receive.',
      fields: (t) => ({
        items: t.field({
          type: [Parcel],
          description: 'The parcels, newest first.',
          resolve: ({ items }) => [...items],
        }),
      }),
    });
  const Errands = builder
    .objectRef<{ readonly items: readonly v.ErrandView[] }>('MemberErrands')
    .implement({
      description: 'Errands of one member.',
      fields: (t) => ({
        items: t.field({
          type: [Errand],
          description: 'The errands, newest first.',
          resolve: ({ items }) => [...items],
        }),
      }),
    });
  const args = z.object({
    last: z
      .int()
      .min(1)
      .max(100)
      .default(10)
      .describe('How many at most, 1 to 100; 10 when left out.'),
  });
  Member.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `mem_…`.' }) }),
    fields: (t) => ({
      parcels: t.field({
        type: orWithheld(builder, 'MemberParcelsOrWithheld', Parcels),
        nullable: true,
        description:
          'The newest parcels the member sent or is to receive, when the caller may see them.',
        args: argsOf(builder, 'parcels', args),
        resolve: async ({ id }, { last }, { logistics }) => {
          const answer = await logistics.sharing.load(id);
          if (answer !== 'ALLOWED') return withheld(answer);
          const found = await logistics.latestParcels(last).load(id);
          return { items: found.map(({ parcel }) => parcel) };
        },
      }),
      errands: t.field({
        type: orWithheld(builder, 'MemberErrandsOrWithheld', Errands),
        nullable: true,
        description: 'The newest errands of the member, when the caller may see them.',
        args: argsOf(builder, 'errands', args),
        resolve: async ({ id }, { last }, { logistics }) => {
          const answer = await logistics.sharing.load(id);
          return answer === 'ALLOWED'
            ? { items: await logistics.latestErrands(last).load(id) }
            : withheld(answer);
        },
      }),
    }),
  });
}
