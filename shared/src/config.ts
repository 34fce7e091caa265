/** Configuration: read from the environment once, checked at start, with messages that name the variable. */
import { z } from 'zod';

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** The address under which callers reach the house; part of every access token. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  GUILDHALL_SECRET: z.string().min(32).optional(),
  GUILDHALL_DATA: z.string().default('../shared/data'),
  GUILDHALL_ZONE: z.string().default('Asia/Shanghai'),
  /** Where one-time codes and events are posted to in production (Standard Webhooks). */
  OTP_WEBHOOK_URL: z.url().optional(),
  OTP_WEBHOOK_SECRET: z.string().optional(),
  /** Folder of evidence and uploaded files; beside the other data when left out. */
  GUILDHALL_EVIDENCE: z.string().optional(),
  /** Address of an S3-compatible bucket for the same, path style: `https://host/bucket`. */
  GUILDHALL_EVIDENCE_S3_URL: z.url({ protocol: /^https?$/ }).optional(),
  GUILDHALL_EVIDENCE_S3_REGION: z.string().default('auto'),
  GUILDHALL_EVIDENCE_S3_KEY: z.string().optional(),
  GUILDHALL_EVIDENCE_S3_SECRET: z.string().optional(),
  /** Folder of the file-based provider of firm data; without it there is no such provider. */
  GUILDHALL_PROVIDER_FILES: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

const EXAMPLES: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  HOST: '0.0.0.0',
  PORT: '4000',
  PUBLIC_URL: 'https://guildhall.example.com',
  DATABASE_URL: 'postgres://owner:password@db.example.com:5432/guildhall',
  REDIS_URL: 'redis://cache.example.com:6379/0',
  GUILDHALL_SECRET: 'the output of: openssl rand -base64 48',
  OTP_WEBHOOK_URL: 'https://sms.example.com/send',
  GUILDHALL_EVIDENCE: '/var/lib/guildhall/evidence',
  GUILDHALL_EVIDENCE_S3_URL: 'https://s3.example.com/guildhall-evidence',
  GUILDHALL_EVIDENCE_S3_KEY: 'the access key id of that bucket',
  GUILDHALL_EVIDENCE_S3_SECRET: 'the secret access key of that bucket',
  LOG_LEVEL: 'info',
};

export type Config = Readonly<z.infer<typeof schema>>;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Throws a ConfigError that lists every wrong variable with an example of a right value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? [...requiredInProduction(parsed.data), ...requiredForS3(parsed.data)]
    : parsed.error.issues.map(({ path, message }) => explain(String(path[0]), message));
  if (problems.length > 0)
    throw new ConfigError(`The environment is not right:\n${problems.join('\n')}`);
  return schema.parse(given);
}

function requiredInProduction(config: Config): string[] {
  if (config.NODE_ENV !== 'production') return [];
  return (['DATABASE_URL', 'GUILDHALL_SECRET', 'OTP_WEBHOOK_URL'] as const)
    .filter((name) => config[name] === undefined)
    .map((name) => explain(name, 'is required when NODE_ENV=production'));
}

function requiredForS3(config: Config): string[] {
  if (config.GUILDHALL_EVIDENCE_S3_URL === undefined) return [];
  return (['GUILDHALL_EVIDENCE_S3_KEY', 'GUILDHALL_EVIDENCE_S3_SECRET'] as const)
    .filter((name) => config[name] === undefined)
    .map((name) => explain(name, 'is required with GUILDHALL_EVIDENCE_S3_URL'));
}

function explain(name: string, message: string): string {
  const example = EXAMPLES[name];
  return `  ${name}: ${message}${example === undefined ? '' : ` (for example ${name}=${example})`}`;
}
