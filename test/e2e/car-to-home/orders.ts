/** One mutation as a client sends it: an input with an idempotency key, a result or a refusal by type. */
import type { Caller } from '../../support/test-guildhall.ts';

export interface Refused {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

const keys = { count: 0 };

/** What the mutation answered; a refusal fails the story and says why. */
export async function order<T extends object>(
  caller: Caller,
  field: string,
  success: string,
  input: Readonly<Record<string, unknown>>,
  selection: string,
): Promise<T> {
  const answer = await send<T>(caller, field, success, input, selection);
  if ('code' in answer && 'message' in answer)
    throw new Error(`${field} was refused: ${answer.code}: ${answer.message}`);
  return answer as T;
}

/** The code of the refusal that the mutation must answer. */
export async function refusal(
  caller: Caller,
  field: string,
  input: Readonly<Record<string, unknown>>,
): Promise<string> {
  const answer = await send<object>(caller, field, undefined, input, '');
  return 'code' in answer ? answer.code : 'accepted';
}

/** The same, with what the refusal says in both languages. */
export async function refusalTold(
  caller: Caller,
  field: string,
  input: Readonly<Record<string, unknown>>,
): Promise<{ readonly code: string; readonly zh: string; readonly en: string }> {
  const told = async (reader: Caller) => {
    const answer = await send<object>(reader, field, undefined, input, '');
    return 'code' in answer ? answer : { code: 'accepted', message: '' };
  };
  const [zh, en] = [await told(caller.reading('zh-CN')), await told(caller.reading('en'))];
  return { code: en.code, zh: zh.message, en: en.message };
}

async function send<T extends object>(
  caller: Caller,
  field: string,
  success: string | undefined,
  input: Readonly<Record<string, unknown>>,
  selection: string,
): Promise<T | Refused> {
  keys.count += 1;
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const wanted = success === undefined ? '' : `... on ${success} { ${selection} }`;
  const document = `mutation ($input: ${type}!) {
    ${field}(input: $input) { __typename ${wanted} ... on Refusal { code message path } }
  }`;
  const keyed = { idempotencyKey: `story-${keys.count}`, ...input };
  const data = await caller.ask<Record<string, T | Refused>>(document, { input: keyed });
  return data[field] as T | Refused;
}

export interface Effect {
  readonly kind: string;
  readonly amount: string | null;
  readonly currency: string | null;
}

export const EFFECTS = 'id effects { status items { kind amount currency } }';

export interface TransactionSeen {
  readonly id: string;
  readonly effects: { readonly status: string; readonly items: readonly Effect[] };
}

/** `COUPON_ISSUED 150.00 CNY x12`: what came of a transaction, counted and in a stable order. */
export function tally({ effects }: TransactionSeen): string[] {
  const counts = new Map<string, number>();
  for (const { kind, amount, currency } of effects.items) {
    const text = [kind, amount, currency].filter((part) => part !== null).join(' ');
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text} x${count}`)).sort();
}
