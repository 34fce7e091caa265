/** Alerts and subscriptions: what a company must know of the firms it deals with. */
import {
  commandField,
  connectionType,
  enumType,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import { companyOf, GROUP } from '../application/caller.ts';
import type { AlertReader, Watch } from '../application/watch-firm.ts';
import { ALERT, FIRM } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { AlertRow } from '../storage/alerts.ts';
import { type CreditBuilder, READERS, RISK_DESK, seesAll } from './context.ts';
import { AlertKindEnum, AlertReasonEnum, AlertSeverityEnum } from './desk-enums.ts';
import { placeOf } from './firm-file-types.ts';
import { text } from './firm-mutations.ts';
import type { FirmType } from './firm-types.ts';

const filterSchema = z.object({
  open: z
    .boolean()
    .optional()
    .describe('Only those not taken note of yet (true), or only the others.'),
  kind: AlertKindEnum.optional().describe('Of this kind.'),
  severity: AlertSeverityEnum.optional().describe('Of this severity.'),
  firmId: idInput(FIRM).optional().describe('Only those about this firm.'),
  company: text(40)
    .optional()
    .describe(
      "Only this company's (`group` is the risk desk); for the risk desk and auditors. The caller's own when left out.",
    ),
  everybody: z
    .boolean()
    .optional()
    .describe('Those of all companies; for the risk desk and auditors.'),
});

export function addAlertTypes(
  builder: CreditBuilder,
  service: CreditService,
  Firm: FirmType,
): void {
  const Alert = addAlert(builder, Firm);
  const Alerts = connectionType(builder, 'CreditAlert', Alert, {
    description: 'Alerts, newest first.',
  });
  const Subscription = addSubscription(builder, Firm);
  builder.queryFields((t) => ({
    creditAlerts: t.field({
      type: Alerts,
      description:
        "What the caller's company is told of the firms it deals with or watches, newest first.",
      access: READERS,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'CreditAlertFilter', filterSchema),
          description: 'Which alerts.',
        }),
      },
      resolve: (_root, { filter, ...page }, { caller }) => {
        const { company, everybody, firmId, ...rest } = filter ?? {};
        const own = [seesAll(caller) ? (company ?? GROUP) : companyOf(caller)];
        const wanted = {
          ...rest,
          ...(seesAll(caller) && everybody === true ? {} : { subsidiaries: own }),
          ...(firmId === undefined ? {} : { firmId: toUuid(FIRM, firmId) }),
        };
        return paginate(page, {
          load: ({ limit, after }) => {
            const [at, id] = placeOf(after) ?? [];
            const from =
              at === undefined || id === undefined
                ? undefined
                : { at, id, subsidiary: String(after?.[2] ?? '') };
            return service.alertsPage(caller, { filter: wanted, page: { limit, after: from } });
          },
          keyOf: ({ raisedAt, id, subsidiary }) => [raisedAt.getTime(), id, subsidiary],
        });
      },
    }),
    openCreditAlerts: t.int({
      description: "How many alerts the caller's company has not taken note of.",
      access: READERS,
      resolve: (_root, _args, { caller }) =>
        service.countOpenAlerts(caller, { subsidiaries: [companyOf(caller)] }),
    }),
    watchedFirms: t.field({
      type: [Subscription],
      description: "Firms that the caller's company has subscribed to, newest first.",
      access: READERS,
      resolve: (_root, _args, { caller }) =>
        service.watches(caller, { subsidiary: companyOf(caller) }),
    }),
  }));
  addReaders(builder, service, Firm, Subscription);
  addAlertMutations(builder, service, Subscription, Firm);
}

/** On the firm itself: whether the caller's company watches it, and who else is told. */
function addReaders(
  builder: CreditBuilder,
  service: CreditService,
  Firm: FirmType,
  Subscription: ReturnType<typeof addSubscription>,
): void {
  const Reader = builder.objectRef<AlertReader>('AlertReader').implement({
    description: 'A company that is told of a firm.',
    fields: (t) => ({
      company: t.string({
        description: 'Who; `group` is the risk desk.',
        resolve: ({ subsidiary }) => subsidiary,
      }),
      why: t.expose('why', { type: enumType(builder, AlertReasonEnum), description: 'Why.' }),
      kinds: t.field({
        type: [enumType(builder, AlertKindEnum)],
        description:
          'Of what; everything when empty. The risk desk is told of what is critical or overdue without asking.',
        resolve: ({ kinds }) => [...kinds],
      }),
    }),
  });
  builder.objectFields(Firm, (t) => ({
    watch: t.field({
      type: Subscription,
      nullable: true,
      description:
        "The subscription of the caller's company; null when it does not watch the firm.",
      resolve: ({ id }, _args, { watchOfFirm }) => watchOfFirm.load(id),
    }),
    alertReaders: t.field({
      type: [Reader],
      description: 'Who is told of it now, and why; a company sees itself and the risk desk only.',
      resolve: async ({ id }, _args, { caller }) => {
        const readers = await service.alertReaders(caller, { firmId: id });
        const own = companyOf(caller);
        return readers.filter(
          ({ subsidiary }) => seesAll(caller) || subsidiary === own || subsidiary === GROUP,
        );
      },
    }),
  }));
}

function addAlert(builder: CreditBuilder, Firm: FirmType) {
  return builder.objectRef<AlertRow>('CreditAlert').implement({
    description: 'Something a company must know of a firm.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, alr_….', resolve: ({ id }) => fromUuid(ALERT, id) }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(fromUuid(FIRM, firmId)),
      }),
      kind: t.expose('kind', {
        type: enumType(builder, AlertKindEnum),
        description: 'What it is about.',
      }),
      severity: t.expose('severity', {
        type: enumType(builder, AlertSeverityEnum),
        description: 'How grave.',
      }),
      code: t.exposeString('code', {
        description:
          'In capitals: GRADE_FELL, GRADE_ROSE, a type of fact, BLACKLIST_ACTIVE, COOPERATION_AFFECTED, RELATED_BLACKLISTED, CONNECTED_OVER_LIMIT, GUARANTEE_RING, PHOENIX_SUSPECTED, UTILISATION_80 …',
      }),
      detail: t.field({
        type: 'JSON',
        description: 'Typed particulars: ids, codes, shares.',
        resolve: ({ detail }) => detail,
      }),
      company: t.string({
        description: 'Who is told; `group` is the risk desk.',
        resolve: ({ subsidiary }) => subsidiary,
      }),
      why: t.expose('why', {
        type: enumType(builder, AlertReasonEnum),
        description: 'Why it is told.',
      }),
      raisedAt: t.expose('raisedAt', { type: 'DateTime', description: 'When.' }),
      acknowledgedAt: t.expose('acknowledgedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was taken note of.',
      }),
    }),
  });
}

function addSubscription(builder: CreditBuilder, Firm: FirmType) {
  return builder.objectRef<Watch>('FirmSubscription').implement({
    description: 'A company that wants to hear of a firm.',
    fields: (t) => ({
      id: t.exposeID('subscriptionId', { description: 'Its id, sub_….' }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      company: t.string({ description: 'Which company.', resolve: ({ subsidiary }) => subsidiary }),
      kinds: t.field({
        type: [enumType(builder, AlertKindEnum)],
        description: 'Of what.',
        resolve: ({ kinds }) => [...kinds],
      }),
      since: t.expose('since', { type: 'DateTime', description: 'Since when.' }),
    }),
  });
}

function addAlertMutations(
  builder: CreditBuilder,
  service: CreditService,
  Subscription: ReturnType<typeof addSubscription>,
  Firm: FirmType,
): void {
  const readers = ['system', ...RISK_DESK] as const;
  commandField(builder, 'watchFirm', {
    description: "Subscribes the caller's company to a firm; a second time changes the kinds.",
    access: readers,
    success: Subscription,
    input: z.object({
      firmId: idInput(FIRM).describe('The firm.'),
      kinds: z
        .array(AlertKindEnum)
        .max(7)
        .default([])
        .describe('Of what; everything when left out.'),
    }),
    execute: (caller, input) => service.watchFirm(caller, input),
  });
  const Unwatched = builder
    .objectRef<{ readonly firmId: Watch['firmId'] }>('UnwatchedFirm')
    .implement({
      description: 'A firm that is watched no more.',
      fields: (t) => ({
        firm: t.field({
          type: Firm,
          nullable: true,
          description: 'The firm.',
          resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
        }),
      }),
    });
  commandField(builder, 'unwatchFirm', {
    description: 'Ends a subscription.',
    access: readers,
    success: Unwatched,
    input: z.object({ firmId: idInput(FIRM).describe('The firm.') }),
    execute: (caller, input) => service.unwatchFirm(caller, input),
  });
  const Noted = builder
    .objectRef<{ readonly acknowledged: number }>('AcknowledgedAlerts')
    .implement({
      description: 'Alerts that were taken note of.',
      fields: (t) => ({
        acknowledged: t.exposeInt('acknowledged', {
          description: 'How many were open until now.',
        }),
      }),
    });
  commandField(builder, 'acknowledgeAlerts', {
    description: "Takes note of alerts for the caller's company.",
    access: readers,
    success: Noted,
    input: z.object({
      alertIds: z.array(idInput(ALERT)).min(1).max(200).describe('The alerts.'),
    }),
    execute: (caller, input) => service.acknowledgeAlerts(caller, input),
  });
}
