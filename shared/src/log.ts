/**
 * Structured logs. One JSON object a line, with the request's id; personal data never reaches it: callers log ids, and
 * the serializers below drop what could carry more.
 */
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

const PERSONAL = [
  'phone',
  'email',
  'name',
  'idNumber',
  'address',
  'plate',
  'password',
  'code',
  'token',
  'authorization',
  'cookie',
];

export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: {
      paths: PERSONAL.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '[personal]',
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
