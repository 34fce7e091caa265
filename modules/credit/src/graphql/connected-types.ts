/** What is open, to whom: by company, for a group of connected clients, and what a default along the guarantees would cost. */
import type { ConnectedGroup, Utilisation } from '../application/read-relations.ts';
import type { DefaultImpact, DefaultStep } from '../application/what-if-default.ts';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
import { amountText } from './amount-text.ts';
import type { CreditBuilder } from './context.ts';
import type { FirmType } from './firm-types.ts';

const yuan = (minor: bigint): string => amountText(minor, GROUP_CURRENCY);

function addUtilisation(builder: CreditBuilder) {
  return builder.objectRef<Utilisation>('ExposureUtilisation').implement({
    description: 'What one company has open to a firm.',
    fields: (t) => ({
      subsidiary: t.exposeString('subsidiary', { description: 'The company.' }),
      used: t.field({
        type: 'Decimal',
        description: 'Out, in yuan.',
        resolve: (u) => yuan(u.usedMinor),
      }),
      reserved: t.field({
        type: 'Decimal',
        description: 'Held for deals to come, in yuan.',
        resolve: (u) => yuan(u.reservedMinor),
      }),
    }),
  });
}

const utilisations = new WeakMap<object, ReturnType<typeof addUtilisation>>();

export function utilisationRef(builder: CreditBuilder): ReturnType<typeof addUtilisation> {
  const known = utilisations.get(builder);
  if (known !== undefined) return known;
  const made = addUtilisation(builder);
  utilisations.set(builder, made);
  return made;
}

export function addGroup(builder: CreditBuilder, Firm: FirmType) {
  type Member = ConnectedGroup['members'][number];
  const MemberType = builder.objectRef<Member>('ConnectedMember').implement({
    description: 'A firm of a group of connected clients.',
    fields: (t) => ({
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      used: t.field({
        type: 'Decimal',
        description: 'Out to it, in yuan.',
        resolve: (m) => yuan(m.usedMinor),
      }),
      reserved: t.field({
        type: 'Decimal',
        description: 'Held for deals with it, in yuan.',
        resolve: (m) => yuan(m.reservedMinor),
      }),
      limit: t.field({
        type: 'Decimal',
        description: 'Its limit as if it stood alone, in yuan.',
        resolve: (m) => yuan(m.limitMinor),
      }),
    }),
  });
  return builder.objectRef<ConnectedGroup>('ConnectedGroup').implement({
    description:
      'Connected clients 关联客户组: firms that control, represent or guarantee one another are one client under one limit.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id, grp_….' }),
      limit: t.field({
        type: 'Decimal',
        description: "The one limit, in yuan: set by hand, else its strongest member's.",
        resolve: (g) => yuan(g.limitMinor),
      }),
      setByHand: t.exposeBoolean('setByHand', { description: 'Whether two people set the limit.' }),
      used: t.field({
        type: 'Decimal',
        description: 'Out, in yuan.',
        resolve: (g) => yuan(g.usedMinor),
      }),
      reserved: t.field({
        type: 'Decimal',
        description: 'Held, in yuan.',
        resolve: (g) => yuan(g.reservedMinor),
      }),
      available: t.field({
        type: 'Decimal',
        description: 'Free, in yuan.',
        resolve: (g) => yuan(g.availableMinor),
      }),
      members: t.field({
        type: [MemberType],
        description: 'Its firms.',
        resolve: ({ members }) => [...members],
      }),
    }),
  });
}

export function addImpact(builder: CreditBuilder, Firm: FirmType) {
  const Step = builder.objectRef<DefaultStep>('DefaultStep').implement({
    description: 'A firm that a default reaches.',
    fields: (t) => ({
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      guarantees: t.field({
        type: Firm,
        nullable: true,
        description: 'Whose debt it guarantees; null for the one that defaults.',
        resolve: ({ guaranteesFirmId }, _args, { firms }) =>
          guaranteesFirmId === undefined ? null : firms.load(guaranteesFirmId),
      }),
      call: t.field({
        type: 'Decimal',
        description:
          'What it is called for, in yuan; of the one that defaults, what it owes the group.',
        resolve: (s) => yuan(s.callMinor),
      }),
      open: t.field({
        type: 'Decimal',
        description: 'What the group has open to it, in yuan.',
        resolve: (s) => yuan(s.openMinor),
      }),
      equity: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Its net assets, else registered capital, in yuan; null when not known.',
        resolve: ({ equityMinor }) => (equityMinor === undefined ? null : yuan(equityMinor)),
      }),
      falls: t.exposeBoolean('falls', { description: 'Whether all its calls exceed what it has.' }),
      step: t.exposeInt('step', { description: 'Steps from the default.' }),
    }),
  });
  return builder.objectRef<DefaultImpact>('DefaultImpact').implement({
    description: 'What one default would set off along the guarantees.',
    fields: (t) => ({
      steps: t.field({
        type: [Step],
        description: 'Who is reached, in order of distance.',
        resolve: ({ steps }) => [...steps],
      }),
      lost: t.field({
        type: 'Decimal',
        description: 'What the group has open to all that fall, in yuan.',
        resolve: ({ lostMinor }) => yuan(lostMinor),
      }),
      bySubsidiary: t.field({
        type: [utilisationRef(builder)],
        description: 'The same by company.',
        resolve: ({ bySubsidiary }) => [...bySubsidiary],
      }),
    }),
  });
}
