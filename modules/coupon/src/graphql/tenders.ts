/** Which points pay at a counter, and how much: what a page needs to offer them before a basket is quoted. */
import type { ModuleKit } from '@guildhall/shared/module';
import type { Tender } from '../domain/coupons/tender.ts';
import { listTenders } from '../storage/settings.ts';
import type { B } from './offer-type.ts';

export function addTenders(builder: B, kit: ModuleKit): void {
  const TenderRef = builder.objectRef<Tender>('PointsTender').implement({
    description: 'Points that pay at a counter.',
    fields: (t) => ({
      currency: t.exposeString('currency', { description: 'Code of the point currency.' }),
      pointsPerCny: t.field({
        type: 'Decimal',
        description: 'Points that pay for one CNY.',
        resolve: ({ pointsPerCny }) => pointsPerCny,
      }),
      maxShareBps: t.exposeInt('maxShareBps', {
        description: 'At most this share of what is left after coupons, basis points.',
      }),
    }),
  });
  builder.queryField('pointsTenders', (t) =>
    t.field({
      type: [TenderRef],
      description: 'The points that pay at a counter, by currency.',
      access: ['member', 'system', 'clerk', 'operator', 'auditor'],
      resolve: async () => [...(await listTenders(kit.db.sql()))],
    }),
  );
}
