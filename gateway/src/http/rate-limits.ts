/**
 * How much one address and one caller may ask in a minute. Kept in this process's memory; a gateway of several
 * processes allows that many times more, which is enough to stop a flood.
 */
import { contextOf } from '@guildhall/shared/http-context';
import { callerClasses, clientOf } from '@guildhall/shared/principal';
import { sendProblem } from '@guildhall/shared/problem';
import type { Request, RequestHandler, Response } from 'express';
import { type Counted, WindowCounter } from './window-counter.ts';

export interface Rates {
  /** Requests a minute from one address, whoever calls. */
  readonly perAddress: number;
  /** From one address without signing in. */
  readonly anonymous: number;
  /** By one member or one account of the staff. */
  readonly perPerson: number;
  /** By one subsidiary's system. */
  readonly perSystem: number;
}

export const DEFAULT_RATES: Rates = {
  perAddress: 600_000,
  anonymous: 6_000,
  perPerson: 12_000,
  perSystem: 600_000,
};

const WINDOW_MS = 60_000;

export function limitByAddress({ perAddress }: Rates): RequestHandler {
  const counter = new WindowCounter(WINDOW_MS);
  return (request, response, next) => {
    if (allow(counter.count(addressOf(request)), perAddress, response)) next();
  };
}

export function limitByCaller({ anonymous, perPerson, perSystem }: Rates): RequestHandler {
  const limits = {
    anonymous: { points: anonymous, counter: new WindowCounter(WINDOW_MS) },
    person: { points: perPerson, counter: new WindowCounter(WINDOW_MS) },
    system: { points: perSystem, counter: new WindowCounter(WINDOW_MS) },
  };
  return (request, response, next) => {
    const { caller } = contextOf(request);
    const isAnonymous = callerClasses(caller).includes('anonymous');
    const { counter, points } = isAnonymous
      ? limits.anonymous
      : caller.kind === 'system'
        ? limits.system
        : limits.person;
    const counted = counter.count(isAnonymous ? addressOf(request) : clientOf(caller));
    if (allow(counted, points, response)) next();
  };
}

function allow(counted: Counted, points: number, response: Response): boolean {
  tell(response, points, counted);
  if (counted.count <= points) return true;
  const seconds = Math.max(1, Math.ceil(counted.msLeft / 1000));
  response.setHeader('Retry-After', String(seconds));
  sendProblem(response, {
    status: 429,
    code: 'RATE_LIMITED',
    detail: `Too many requests: try again in ${seconds} s`,
  });
  return false;
}

function tell(response: Response, points: number, { count, msLeft }: Counted): void {
  response.setHeader('RateLimit-Limit', String(points));
  response.setHeader('RateLimit-Remaining', String(Math.max(0, points - count)));
  response.setHeader('RateLimit-Reset', String(Math.ceil(msLeft / 1000)));
}

/** An IPv6 subscriber owns a /64, so the address is cut there. */
export function addressOf({ ip = '' }: Pick<Request, 'ip'>): string {
  if (!ip.includes(':') || ip.startsWith('::ffff:')) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const rest = (tail ?? '').split(':').filter((group) => group !== '');
  const full =
    tail === undefined
      ? groups
      : [
          ...groups,
          ...Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0'),
          ...rest,
        ];
  return full.slice(0, 4).join(':');
}
