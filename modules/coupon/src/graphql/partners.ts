/** Outside brands that take part in offers. */
import { commandField, defineEnum, enumType } from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { z } from 'zod';
import { endPartner, registerPartner } from '../application/manage-partners.ts';
import { listPartners, type PartnerRow } from '../storage/partners.ts';
import { localTextInput } from './offer-input.ts';
import type { B, LocalTextRef } from './offer-type.ts';

const PartnerStateEnum = defineEnum('PartnerState', 'Whether a partner takes part.', {
  ACTIVE: 'Takes part in offers.',
  LEFT: 'In nothing new; what it promised to honour it goes on honouring.',
});

export function addPartners(builder: B, kit: ModuleKit, Text: LocalTextRef): void {
  const Partner = builder.objectRef<PartnerRow>('Partner').implement({
    description:
      'An outside brand that pays for offers, honours coupons, or both. Its clients and clerks are registered under its code, and see its own redemptions only.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'What offers call it.' }),
      name: t.field({
        type: Text,
        description: 'What people call it.',
        resolve: ({ name }) => name,
      }),
      funds: t.exposeBoolean('funds', { description: 'Whether it may pay for offers.' }),
      honours: t.exposeBoolean('honours', { description: 'Whether it may honour coupons.' }),
      state: t.field({
        type: enumType(builder, PartnerStateEnum),
        description: 'Whether it takes part.',
        resolve: ({ state }) => state,
      }),
    }),
  });
  builder.queryField('partners', (t) =>
    t.field({
      type: [Partner],
      description: 'Outside brands, by code.',
      access: ['operator', 'auditor'],
      resolve: async () => [...(await listPartners(kit.db.sql()))],
    }),
  );
  const shown = async (
    changed: Outcome<{ readonly code: string }>,
  ): Promise<Outcome<PartnerRow>> => {
    if (!changed.ok) return changed;
    const row = (await listPartners(kit.db.sql())).find(({ code }) => code === changed.value.code);
    if (row === undefined) throw new Error('A partner cannot vanish');
    return accept(row);
  };
  const code = z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,63}$/)
    .describe('Lower case, digits and dashes; what offers, clients and clerks carry.');
  commandField(builder, 'registerPartner', {
    description: 'Registers an outside brand, or changes what it does.',
    access: ['operator'],
    input: z.object({
      code,
      name: localTextInput.describe('What people call it.'),
      funds: z.boolean().describe('Whether it may pay for offers.'),
      honours: z.boolean().describe('Whether it may honour coupons.'),
    }),
    success: Partner,
    execute: async (caller, input) => shown(await registerPartner(kit, caller, input)),
  });
  commandField(builder, 'endPartner', {
    description: 'Lets a partner go: it takes part in nothing new.',
    access: ['operator'],
    input: z.object({ code }),
    success: Partner,
    execute: async (caller, input) => shown(await endPartner(kit, caller, input)),
  });
}
