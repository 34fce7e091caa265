/**
 * How much one address and one caller may ask in a minute. Kept in this process's memory; a gateway of several
 * processes allows that many times more, which is enough to stop a flood.
 */
import type { ServerResponse } from 'node:http';
import { contextOf } from '@guildhall/shared/http-context';
import { callerClasses, clientOf } from '@guildhall/shared/principal';
import { sendProblem } from '@guildhall/shared/problem';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { factsOf, type RequestFacts } from './request-facts.ts';
import type { Step } from './step.ts';

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

const WINDOW_SECONDS = 60;

export function limitByAddress({ perAddress }: Rates): Step {
  const limiter = new RateLimiterMemory({ points: perAddress, duration: WINDOW_SECONDS });
  return async (request, response, next) => {
    if (await allow(limiter, addressOf(factsOf(request)), perAddress, response)) next();
  };
}

export function limitByCaller({ anonymous, perPerson, perSystem }: Rates): Step {
  const limiters = {
    anonymous: {
      points: anonymous,
      limiter: new RateLimiterMemory({ points: anonymous, duration: WINDOW_SECONDS }),
    },
    person: {
      points: perPerson,
      limiter: new RateLimiterMemory({ points: perPerson, duration: WINDOW_SECONDS }),
    },
    system: {
      points: perSystem,
      limiter: new RateLimiterMemory({ points: perSystem, duration: WINDOW_SECONDS }),
    },
  };
  return async (request, response, next) => {
    const { caller } = contextOf(request);
    const isAnonymous = callerClasses(caller).includes('anonymous');
    const { limiter, points } = isAnonymous
      ? limiters.anonymous
      : caller.kind === 'system'
        ? limiters.system
        : limiters.person;
    if (
      await allow(
        limiter,
        isAnonymous ? addressOf(factsOf(request)) : clientOf(caller),
        points,
        response,
      )
    )
      next();
  };
}

async function allow(
  limiter: RateLimiterMemory,
  key: string,
  points: number,
  response: ServerResponse,
): Promise<boolean> {
  try {
    tell(response, points, await limiter.consume(key));
    return true;
  } catch (exceeded) {
    if (!(exceeded instanceof RateLimiterRes)) throw exceeded;
    tell(response, points, exceeded);
    const seconds = Math.max(1, Math.ceil(exceeded.msBeforeNext / 1000));
    response.setHeader('Retry-After', String(seconds));
    sendProblem(response, {
      status: 429,
      code: 'RATE_LIMITED',
      detail: `Too many requests: try again in ${seconds} s`,
    });
    return false;
  }
}

function tell(
  response: ServerResponse,
  points: number,
  { remainingPoints, msBeforeNext }: RateLimiterRes,
): void {
  response.setHeader('RateLimit-Limit', String(points));
  response.setHeader('RateLimit-Remaining', String(Math.max(0, remainingPoints)));
  response.setHeader('RateLimit-Reset', String(Math.ceil(msBeforeNext / 1000)));
}

/** An IPv6 subscriber owns a /64, so the address is cut there. */
export function addressOf({ address: ip = '' }: Pick<RequestFacts, 'address'>): string {
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
