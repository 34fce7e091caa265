/**
 * A condition, checked and compiled once: what it needs to know, whether it holds, and the tree that decided it.
 * Invariant: the same facts give the same answer for ever; a condition that stumbles (an absent attribute, a wrong
 * type in a map) does not hold and says over what it stumbled.
 */

import { parseAmount } from '@guildhall/shared/amounts';
import { type ASTNode, type ParseResult, serialize } from '@marcbachmann/cel-js';
import type { Facts, HistoryQuestion } from '../facts.ts';
import {
  CelHistory,
  CelMember,
  CelTransaction,
  ENVIRONMENTS,
  type Setting,
} from './environment.ts';

/** A mistake in a condition, with its place in the text: characters from `start` up to, not including, `end`. */
export interface ConditionMistake {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/** What must be known before the condition can be evaluated. */
export interface Needs {
  readonly tier: boolean;
  /** Facts by name: `dwelling`. */
  readonly things: ReadonlySet<string>;
  readonly history: readonly HistoryQuestion[];
  readonly segments: ReadonlySet<string>;
}

export interface Condition {
  readonly source: string;
  readonly setting: Setting;
  readonly ast: ASTNode;
  readonly evaluate: ParseResult;
  readonly needs: Needs;
}

export type Compiled =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly mistake: ConditionMistake };

export function compileCondition(source: string, setting: Setting): Compiled {
  const environment = ENVIRONMENTS[setting];
  const checked = environment.check(source);
  if (!checked.valid) {
    const error = checked.error;
    const range = error?.range ?? { start: 0, end: source.length };
    return mistaken(source, error?.summary ?? 'not a condition', range);
  }
  const parsed = environment.parse(source);
  if (checked.type !== 'bool' && checked.type !== 'dyn') {
    return mistaken(
      source,
      `must be true or false, but is of type ${checked.type}`,
      parsed.ast.range,
    );
  }
  const found = needsOf(parsed.ast);
  if ('range' in found) return mistaken(source, found.message, found.range);
  return {
    ok: true,
    condition: { source, setting, ast: parsed.ast, evaluate: parsed, needs: found },
  };
}

function mistaken(
  source: string,
  message: string,
  range: { start: number; end: number },
): Compiled {
  const before = source.slice(0, range.start).split('\n');
  return {
    ok: false,
    mistake: {
      message,
      start: range.start,
      end: range.end,
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
    },
  };
}

interface NotLiteral {
  readonly message: string;
  readonly range: { readonly start: number; readonly end: number };
}

/** Reads from the tree what must be loaded. What is looked up must be written out, so that it can be. */
function needsOf(root: ASTNode): Needs | NotLiteral {
  const needs = {
    tier: false,
    things: new Set<string>(),
    history: [] as HistoryQuestion[],
    segments: new Set<string>(),
  };
  const walk = (node: ASTNode): NotLiteral | undefined => {
    if (node.op === '.' && node.args[1] === 'tier' && isVariable(node.args[0], 'member'))
      needs.tier = true;
    if (node.op === 'call' && node.args[0] === 'cny') {
      const text = node.args[1][0];
      const value = text?.op === 'value' ? text.args : undefined;
      if (typeof value !== 'string' || parseAmount(value, 2) === undefined)
        return { message: 'cny() takes an amount written out, such as "12.50"', range: node.range };
    }
    if (node.op === 'rcall') {
      const fault = lookUp(node.args[0], node.args[2], needs, node.range);
      if (fault !== undefined) return fault;
    }
    for (const child of childrenOf(node)) {
      const fault = walk(child);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
  return walk(root) ?? needs;
}

function lookUp(
  name: string,
  args: readonly ASTNode[],
  needs: { things: Set<string>; history: HistoryQuestion[]; segments: Set<string> },
  range: { start: number; end: number },
): NotLiteral | undefined {
  const literals = args.map((arg) => (arg.op === 'value' ? arg.args : undefined));
  const [first, second, third] = literals;
  const writtenOut = { message: `${name}() takes values written out, not computed ones`, range };
  if (name === 'has' || name === 'things') {
    if (typeof first !== 'string') return writtenOut;
    needs.things.add(first);
  } else if (name === 'inSegment') {
    if (typeof first !== 'string') return writtenOut;
    needs.segments.add(first);
  } else if (name === 'spend' || name === 'visits') {
    if (typeof first !== 'string' || typeof second !== 'bigint') return writtenOut;
    const measure = name === 'spend' ? 'SPEND' : 'VISITS';
    return keepQuestion(
      { measure, subsidiary: first, category: null, days: Number(second) },
      needs.history,
      range,
    );
  } else if (name === 'spendIn') {
    if (typeof first !== 'string' || typeof second !== 'string' || typeof third !== 'bigint')
      return writtenOut;
    return keepQuestion(
      { measure: 'SPEND', subsidiary: first, category: second, days: Number(third) },
      needs.history,
      range,
    );
  }
  return undefined;
}

const MAX_WINDOW_DAYS = 1_100;

function keepQuestion(
  question: HistoryQuestion,
  into: HistoryQuestion[],
  range: { start: number; end: number },
): NotLiteral | undefined {
  if (question.days < 1 || question.days > MAX_WINDOW_DAYS)
    return { message: `a window is 1 to ${MAX_WINDOW_DAYS} days`, range };
  into.push(question);
  return undefined;
}

function isVariable(node: ASTNode, name: string): boolean {
  return node.op === 'id' && node.args === name;
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  const args: unknown = node.args;
  const parts: readonly unknown[] = Array.isArray(args) ? args.flat(2) : [args];
  return parts.filter(isNode);
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === 'object' && part !== null && 'op' in part && 'args' in part;
}

/** The variables of one decision, shared by all conditions that are evaluated for it. */
export type Bindings = Readonly<Record<string, unknown>>;

export function bindingsOf(
  facts: Facts,
  now: Date,
  occasionAs: 'transaction' | 'basket' = 'transaction',
): Bindings | null {
  if (facts.member === null) return null;
  return {
    [occasionAs]: new CelTransaction(facts.occasion),
    member: new CelMember(facts.member, (code) => facts.segments[code] === true),
    history: new CelHistory(facts.history),
    now,
  };
}

export interface Verdict {
  readonly holds: boolean;
  /** Over what it stumbled, where it did. */
  readonly stumbled?: string;
  /** The clauses that are missing, where somebody asked. */
  readonly unmet?: readonly string[];
  /** What it asks for and another company may not be asked without consent: `what`, `subsidiary`, `reason`. */
  readonly withheld?: Readonly<Record<string, string>>;
}

export function evaluate(condition: Condition, bindings: Bindings): Verdict {
  try {
    return { holds: condition.evaluate(bindings) === true };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const summary = 'summary' in error ? String(error.summary) : error.message;
    return { holds: false, stumbled: summary };
  }
}

/** One node of the explanation: a clause, what it came to, and the clauses it consists of. */
export interface ClauseExplained {
  readonly text: string;
  readonly operator: 'AND' | 'OR' | 'NOT' | 'CLAUSE';
  /** null: over a stumble. */
  readonly holds: boolean | null;
  readonly stumbled?: string;
  readonly clauses: readonly ClauseExplained[];
}

/** Every clause evaluated on its own, so that all unmet ones are seen and not only the first. */
export function explainCondition(condition: Condition, bindings: Bindings): ClauseExplained {
  return explainNode(condition.ast, condition.setting, bindings);
}

function explainNode(node: ASTNode, setting: Setting, bindings: Bindings): ClauseExplained {
  const text = serialize(node);
  const operator = operatorOf(node);
  const verdict = evaluateText(text, setting, bindings);
  const clauses = operator === 'CLAUSE' ? [] : parts(node);
  return {
    text,
    operator,
    holds: verdict.stumbled === undefined ? verdict.holds : null,
    ...(verdict.stumbled === undefined ? {} : { stumbled: verdict.stumbled }),
    clauses: clauses.map((part) => explainNode(part, setting, bindings)),
  };
}

function operatorOf(node: ASTNode): ClauseExplained['operator'] {
  if (node.op === '&&') return 'AND';
  if (node.op === '||') return 'OR';
  return node.op === '!_' ? 'NOT' : 'CLAUSE';
}

/** `a && b && c` is one AND of three, not two nested ones. */
function parts(node: ASTNode): readonly ASTNode[] {
  return childrenOf(node).flatMap((child) =>
    (node.op === '&&' || node.op === '||') && child.op === node.op ? parts(child) : [child],
  );
}

function evaluateText(text: string, setting: Setting, bindings: Bindings): Verdict {
  const compiled = compileCondition(text, setting);
  return compiled.ok
    ? evaluate(compiled.condition, bindings)
    : { holds: false, stumbled: compiled.mistake.message };
}
