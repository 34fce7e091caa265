/** An example of a module that owns an entity: members, listed in pages, found by id, enrolled by a command. */

import { z } from 'zod';
import {
  ANYONE,
  argsOf,
  type Connection,
  commandField,
  connectionType,
  createBuilder,
  dateInput,
  defineEnum,
  enumType,
  finishSubgraph,
  idInput,
  inputType,
  loaderOf,
  pageArgs,
  paginate,
  phoneInput,
  SIGNED_IN,
  STAFF,
} from '../../../src/graphql/index.ts';
import { defineMessages } from '../../../src/messages.ts';
import type { RequestContext, Subgraph } from '../../../src/module.ts';
import { accept, refuse } from '../../../src/outcome.ts';
import { callerClasses } from '../../../src/principal.ts';
import { memberId } from './member-id.ts';

export interface MemberRow {
  readonly id: string;
  readonly memberNo: string;
  readonly name: string;
  readonly phone: string;
  readonly status: 'ACTIVE' | 'SUSPENDED';
  readonly joinedAt: Date;
}

export interface MembersStore {
  readonly rows: MemberRow[];
  /** How often members were loaded by id, and with how many keys: tests count batches here. */
  readonly loads: number[];
}

const messages = defineMessages({
  MEMBER_NAME_TAKEN: { 'zh-CN': '姓名 {name} 已被占用', en: 'The name {name} is taken' },
});

interface Context extends RequestContext {
  readonly members: ReturnType<typeof loaderOf<string, MemberRow>>;
}

const MemberStatus = defineEnum('MemberStatus', 'Whether a member may earn and burn.', {
  ACTIVE: 'May earn and burn.',
  SUSPENDED: 'Frozen: neither earns nor burns.',
});

const memberFilter = z.object({
  status: MemberStatus.optional().describe('Only members in this state.'),
  joinedFrom: dateInput().optional().describe('Only members who joined on this day or later.'),
});

export function createMembersSubgraph(store: MembersStore): Subgraph {
  const builder = createBuilder<Context>({ messages });
  const Member = builder.objectRef<MemberRow>('Member').implement({
    description: 'One natural person across the whole group.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `mem_…`.' }),
      memberNo: t.exposeString('memberNo', { description: 'What people read aloud.' }),
      name: t.exposeString('name', { description: 'Full name.', access: [...STAFF, 'member'] }),
      phone: t.field({
        type: 'Phone',
        description: 'Verified telephone number.',
        resolve: ({ phone }) => phone,
      }),
      status: t.field({
        type: enumType(builder, MemberStatus),
        description: 'State of the membership.',
        resolve: ({ status }) => status,
      }),
      joinedAt: t.field({
        type: 'DateTime',
        description: 'When the member joined.',
        resolve: ({ joinedAt }) => joinedAt,
      }),
    }),
  });
  builder.asEntity(Member, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: ({ id }, { members }) => members.load(id) as Promise<MemberRow>,
  });

  builder.queryFields((t) => ({
    ping: t.string({ description: 'Answers pong.', access: ANYONE, resolve: () => 'pong' }),
    member: t.field({
      type: Member,
      nullable: true,
      description: 'One member; null when there is none.',
      access: SIGNED_IN,
      args: argsOf(builder, 'member', z.object({ id: idInput('mem').describe('The member.') })),
      resolve: (_root, { id }, { members }) => members.load(id),
    }),
    members: t.field({
      type: connectionType(builder, 'Member', Member, {
        description: 'Members, oldest id first.',
        totalCount: true,
      }),
      description: 'Members in the order of their ids.',
      access: STAFF,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'MemberFilter', memberFilter),
          description: 'Which members.',
        }),
      },
      resolve: (_root, args): Promise<Connection<MemberRow>> => {
        const wanted = store.rows
          .filter(
            ({ status }) => args.filter?.status === undefined || args.filter.status === status,
          )
          .sort((a, b) => (a.id < b.id ? -1 : 1));
        return paginate(args, {
          load: async ({ limit, after }) =>
            wanted.filter(({ id }) => after === undefined || id > String(after[0])).slice(0, limit),
          keyOf: ({ id }) => [id],
          totalCount: () => wanted.length,
        });
      },
    }),
  }));

  commandField(builder, 'enrolMember', {
    description: 'Makes a member.',
    access: ['system', 'clerk'],
    input: z.object({
      name: z.string().trim().min(1).max(50).describe('Full name, at most 50 characters.'),
      phone: phoneInput().describe('Telephone number.'),
      status: MemberStatus.default('ACTIVE').describe('State to begin with.'),
      notes: z
        .array(z.object({ text: z.string().min(1).describe('Free text.') }))
        .max(3)
        .optional()
        .describe('Notes, at most three.'),
    }),
    success: Member,
    execute: async (caller, input, { now }) => {
      if (callerClasses(caller).length === 0) throw new Error('Nobody gets here');
      if (store.rows.some(({ name }) => name === input.name)) {
        return refuse('RULE', 'MEMBER_NAME_TAKEN', { name: input.name }, ['name']);
      }
      const row: MemberRow = {
        id: memberId(store.rows.length + 1),
        memberNo: String(store.rows.length + 1),
        name: input.name,
        phone: input.phone,
        status: input.status,
        joinedAt: now,
      };
      store.rows.push(row);
      return accept(row);
    },
  });

  return finishSubgraph(builder, {
    name: 'members',
    context: () => ({
      members: loaderOf(
        async (ids: readonly string[]) => {
          store.loads.push(ids.length);
          return store.rows.filter(({ id }) => ids.includes(id));
        },
        ({ id }) => id,
      ),
    }),
  });
}

/** `count` members, the same ones each time. */
export function makeMembers(count: number): MembersStore {
  const rows = Array.from({ length: count }, (_, index): MemberRow => {
    const number = index + 1;
    return {
      id: memberId(number),
      memberNo: String(number),
      name: `会员${number}`,
      phone: `+86138${String(number).padStart(8, '0')}`,
      status: number % 2 === 0 ? 'SUSPENDED' : 'ACTIVE',
      joinedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, number)),
    };
  });
  return { rows, loads: [] };
}
