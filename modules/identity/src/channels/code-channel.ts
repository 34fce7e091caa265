/**
 * How a one-time code reaches a telephone. Production posts a signed webhook to whoever sends the messages; development
 * writes the code to the log and lets the answer show it. Invariant: a code is shown only where no webhook is set and
 * NODE_ENV is not production.
 */
import { type Config, ConfigError } from '@guildhall/shared/config';
import type { Logger } from '@guildhall/shared/log';
import { Webhook } from 'standardwebhooks';

export interface CodeMessage {
  readonly id: string;
  /** E.164. */
  readonly phone: string;
  readonly code: string;
  readonly expiresAt: Date;
  readonly locale: 'zh-CN' | 'en';
}

export interface CodeChannel {
  /** True when the caller may be shown the code itself. */
  readonly showsCodes: boolean;
  /** False when the message could not be handed over. */
  deliver(message: CodeMessage, now: Date): Promise<boolean>;
}

export function openCodeChannel(config: Config, log: Logger): CodeChannel {
  const { OTP_WEBHOOK_URL: url, OTP_WEBHOOK_SECRET: secret } = config;
  if (url !== undefined) {
    if (secret === undefined)
      throw new ConfigError(
        'OTP_WEBHOOK_SECRET: is required beside OTP_WEBHOOK_URL (for example the output of: openssl rand -base64 32)',
      );
    return webhookChannel(url, secret, log);
  }
  if (config.NODE_ENV === 'production')
    throw new ConfigError('OTP_WEBHOOK_URL: is required when NODE_ENV=production');
  return developmentChannel(log);
}

function developmentChannel(log: Logger): CodeChannel {
  return {
    showsCodes: true,
    deliver: async ({ id, code, phone }) => {
      log.info(
        { loginCode: { challenge: id, shown: code, to: `…${phone.slice(-4)}` } },
        'one-time code (development)',
      );
      return true;
    },
  };
}

const TIMEOUT_MS = 5_000;
const ATTEMPTS = 2;

/** Standard Webhooks: `webhook-id` stays the same over attempts, so the receiver can tell a repetition. */
function webhookChannel(url: string, secret: string, log: Logger): CodeChannel {
  const webhook = new Webhook(secret);
  return {
    showsCodes: false,
    deliver: async (message, now) => {
      const { id, phone, code, expiresAt, locale } = message;
      const data = { challenge: id, phone, code, expiresAt: expiresAt.toISOString(), locale };
      const body = JSON.stringify({
        type: 'identity.login-code-requested',
        timestamp: now.toISOString(),
        data,
      });
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        if (await post(url, body, headersOf(webhook, id, now, body), log)) return true;
      }
      return false;
    },
  };
}

function headersOf(webhook: Webhook, id: string, now: Date, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': webhook.sign(id, now, body),
  };
}

async function post(
  url: string,
  body: string,
  headers: Record<string, string>,
  log: Logger,
): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok)
      log.warn({ status: response.status }, 'the channel of one-time codes refused a message');
    return response.ok;
  } catch (error) {
    // fetch rejects with a TypeError when the other side cannot be reached, with a DOMException on timeout.
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    log.warn({ err: error.name }, 'the channel of one-time codes cannot be reached');
    return false;
  }
}
