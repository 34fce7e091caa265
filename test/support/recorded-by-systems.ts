/** What the systems of the companies record in stories that are otherwise told by hand: a parcel sent, a car sold. */
import { randomUUID } from 'node:crypto';
import type { Demonstration } from './demonstration.ts';

/** An order of a company's system; throws when it is refused. */
const order = async (
  group: Demonstration,
  subsidiary: string,
  field: string,
  input: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const answer = await group.asSystem<Record<string, { __typename: string; message?: string }>>(
    subsidiary,
    `mutation ($input: ${type}!) { ${field}(input: $input) { __typename ... on Refusal { message } } }`,
    { input: { idempotencyKey: randomUUID(), ...input } },
  );
  const done = answer[field];
  if (done === undefined || done.__typename.endsWith('Refusal'))
    throw new Error(`${field}: ${done?.message ?? 'no answer'}`);
};

interface Sender {
  readonly name: string;
  readonly phone: string;
}

/** By the member of the demonstration unless somebody else is named: the depot finds who sends by the telephone. */
export async function sendParcel(group: Demonstration, sender?: Sender): Promise<void> {
  const by = sender ?? { name: '廖振宇', phone: group.accounts.member.account };
  const { member } = await group.asSystem<{ member: { id: string } | null }>(
    'logistics',
    'query ($phone: String!) { member(identity: { type: PHONE, value: $phone }) { id } }',
    { phone: by.phone },
  );
  if (member === null) throw new Error(`Nobody has the telephone ${by.phone}`);
  await order(group, 'logistics', 'sendParcel', {
    ...{ depotCode: 'XM-SM', channel: 'APP', weightGrams: 1_400, senderId: member.id },
    sender: { ...by, address: '厦门市思明区环岛路 1 号' },
    recipient: { name: '周砚', phone: '+8613800138022', address: '杭州市西湖区文三路 9 号' },
    ...{ fromDistrict: '厦门市思明区', toDistrict: '杭州市西湖区' },
  });
}

/** The sale that the welcome of `npm start` shows as a first request. */
export function sellCar({ seeded, asSystem }: Demonstration): Promise<unknown> {
  const body = /-d '(\{"query":.*\})'/.exec(seeded.firstRequest)?.[1] ?? '';
  const { query, variables } = JSON.parse(body) as {
    query: string;
    variables: Readonly<Record<string, unknown>>;
  };
  return asSystem('auto', query, variables);
}
