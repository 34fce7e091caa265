/** Comparing members in the graph: the group's policy, runs with progress and result, starting and cancelling. */
import {
  commandField,
  connectionType,
  defineEnum,
  enumType,
  idInput,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { PolicyView, RunView } from '../application/linkage/linkage-desk.ts';
import type { FieldModel } from '../domain/linkage/model.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';

const ScopeEnum = defineEnum('LinkageScope', 'Whom a run compares.', {
  ALL: 'Everybody with everybody; the model is learnt anew.',
  NEW: 'What has changed since the last run with everybody, under the model of the last whole run.',
});

const StateEnum = defineEnum('LinkageState', 'How far a run is.', {
  KEYS: 'Keys of members that changed are made.',
  PAIRS: 'Pairs worth comparing are looked for.',
  COMPARING: 'Pairs are compared.',
  DECIDING: 'Pairs are merged or sent to the review queue.',
  DONE: 'Over.',
  FAILED: 'Stopped by a fault; start another one.',
  CANCELLED: 'Stopped by an operator.',
});

const rate = (description: string) =>
  z
    .string()
    .regex(/^0?\.\d{1,9}$|^0$/)
    .describe(description);

export function addLinkageTypes(builder: IdentityBuilder, service: IdentityService): void {
  addPolicy(builder, service);
  addRuns(builder, service);
  addOrders(builder, service);
}

function addPolicy(builder: IdentityBuilder, service: IdentityService): void {
  const Policy = builder.objectRef<PolicyView>('LinkagePolicy').implement({
    description: 'What the group wishes about pairs that look like one person.',
    fields: (t) => ({
      automatic: t.exposeBoolean('automatic', {
        description: 'Whether pairs that are safe enough are merged without being looked at.',
      }),
      targetFalseRate: t.exposeFloat('targetFalseRate', {
        description: 'Share of false merges accepted among those merged unseen, 0 to 0.05.',
      }),
      reviewFrom: t.exposeFloat('reviewFrom', {
        description: 'From which probability on people are shown a pair, 0 to 1.',
      }),
      setBy: t.string({
        nullable: true,
        description: 'Who said so; null until somebody has.',
        resolve: ({ setBy }) => setBy ?? null,
      }),
      setAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When.',
        resolve: ({ setAt }) => setAt ?? null,
      }),
    }),
  });
  builder.queryFields((t) => ({
    linkagePolicy: t.field({
      type: Policy,
      description: 'The policy in force.',
      access: ['operator', 'auditor'],
      resolve: (_root, _args, { caller }) => service.readLinkagePolicy(caller, {}),
    }),
  }));
  commandField(builder, 'setLinkagePolicy', {
    description:
      'Says when pairs are merged unseen and when people are shown them; from the next run on.',
    access: ['operator'],
    input: z.object({
      automatic: z
        .boolean()
        .describe('Whether to merge what is safe enough without being looked at.'),
      targetFalseRate: rate('Share of false merges accepted, such as "0.001"; at most "0.05".'),
      reviewFrom: rate('From which probability on people are shown a pair, such as "0.5".'),
    }),
    success: Policy,
    execute: (caller, { targetFalseRate, reviewFrom, ...input }) =>
      service.setLinkagePolicy(caller, {
        ...input,
        targetFalseRate: Number(targetFalseRate),
        reviewFrom: Number(reviewFrom),
      }),
  });
}

function addModel(builder: IdentityBuilder) {
  const Level = builder
    .objectRef<{ readonly level: string; readonly m: number; readonly u: number }>('LinkageLevel')
    .implement({
      description: 'How often a field is found like this.',
      fields: (t) => ({
        level: t.exposeString('level', { description: 'What is found.' }),
        m: t.exposeFloat('m', { description: 'How often when it is one person.' }),
        u: t.exposeFloat('u', { description: 'How often when it is two.' }),
      }),
    });
  return builder.objectRef<FieldModel>('LinkageField').implement({
    description: 'What was learnt about one field, without labels.',
    fields: (t) => ({
      field: t.exposeString('field', { description: 'name, birthday, gender, contact, email.' }),
      levels: t.field({
        type: [Level],
        description: 'From the closest to something else.',
        resolve: ({ levels, m, u }) =>
          levels.map((level, at) => ({ level, m: m[at] ?? 0, u: u[at] ?? 0 })),
      }),
    }),
  });
}

function addRuns(builder: IdentityBuilder, service: IdentityService): void {
  const Field = addModel(builder);
  const Run = builder.objectRef<RunView>('LinkageRun').implement({
    description: 'One comparison of members with each other.',
    fields: (t) => {
      const count = (
        name: 'members' | 'candidatePairs' | 'safePairs' | 'merged' | 'sentToReview',
        description: string,
      ) => t.int({ nullable: true, description, resolve: ({ result }) => result[name] ?? null });
      return {
        id: t.exposeID('runId', { description: 'TypeID, `lkr_…`.' }),
        scope: t.field({
          type: enumType(builder, ScopeEnum),
          description: 'Whom it compares.',
          resolve: ({ scope }) => scope,
        }),
        state: t.field({
          type: enumType(builder, StateEnum),
          description: 'How far it is.',
          resolve: ({ state }) => state,
        }),
        done: t.exposeInt('done', {
          description: 'Members keyed or pairs compared in the state at hand.',
        }),
        total: t.exposeInt('total', { description: 'Of how many.' }),
        members: count('members', 'Members that took part; null until known.'),
        candidatePairs: count('candidatePairs', 'Pairs worth comparing; null until known.'),
        safePairs: count('safePairs', 'Pairs safe enough to be merged unseen; null until known.'),
        merged: count('merged', 'Merges made unseen; null until known.'),
        sentToReview: count('sentToReview', 'New cases in the review queue; null until known.'),
        automaticWeight: t.float({
          nullable: true,
          description:
            'From which weight (log2) pairs are safe enough; null when none is, or not known yet.',
          resolve: ({ result }) => result.automaticWeight ?? null,
        }),
        startingModel: t.boolean({
          nullable: true,
          description:
            'Whether the fields come from the model the product begins with, because there was too little to learn from.',
          resolve: ({ result }) => result.startingModel ?? null,
        }),
        prior: t.float({
          nullable: true,
          description: 'Share of one person among all pairs that could be made.',
          resolve: ({ model }) => model?.prior ?? null,
        }),
        fields: t.field({
          type: [Field],
          description: 'What was learnt; empty until it was.',
          resolve: ({ model }) => [...(model?.fields ?? [])],
        }),
        startedAt: t.field({
          type: 'DateTime',
          description: 'When.',
          resolve: (run) => run.started_at,
        }),
        startedBy: t.string({ description: 'By whom.', resolve: (run) => run.started_by }),
        finishedAt: t.field({
          type: 'DateTime',
          nullable: true,
          description: 'When it was over.',
          resolve: (run) => run.finished_at,
        }),
        error: t.exposeString('error', { nullable: true, description: 'Which fault stopped it.' }),
      };
    },
  });
  builder.queryFields((t) => ({
    linkageRuns: t.field({
      type: connectionType(builder, 'LinkageRun', Run, { description: 'Runs, newest first.' }),
      description: 'Comparisons of members, newest first.',
      access: ['operator', 'auditor'],
      args: { ...pageArgs(builder) },
      resolve: (_root, page, { caller }) =>
        paginate(page, {
          load: ({ limit, after }) =>
            service.readLinkageRuns(caller, {
              limit,
              after: after === undefined ? undefined : String(after[0]),
            }),
          keyOf: ({ runId }) => [runId],
        }),
    }),
  }));
}

function addOrders(builder: IdentityBuilder, service: IdentityService): void {
  const ordered = (name: string, description: string) =>
    builder.objectRef<{ readonly runId: string }>(name).implement({
      description,
      fields: (t) => ({ runId: t.exposeID('runId', { description: 'The run, `lkr_…`.' }) }),
    });
  commandField(builder, 'startLinkage', {
    description: 'Starts a comparison in the background; `linkageRuns` shows how far it is.',
    access: ['operator'],
    input: z.object({ scope: ScopeEnum.describe('Whom to compare.') }),
    success: ordered('LinkageStarted', 'A comparison is under way.'),
    execute: (caller, input) => service.startLinkage(caller, input),
  });
  commandField(builder, 'cancelLinkage', {
    description: 'Stops a comparison; what it merged stays merged and can be unmerged one by one.',
    access: ['operator'],
    input: z.object({ runId: idInput('lkr').describe('The run.') }),
    success: ordered('LinkageCancelled', 'A comparison that was stopped.'),
    execute: (caller, input) => service.cancelLinkage(caller, input),
  });
}
