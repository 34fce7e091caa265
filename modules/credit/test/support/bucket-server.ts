/** An S3-like server in this process: PUT, GET, HEAD, DELETE of objects, each request's signature (version 4) computed again. */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BucketServer {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** `METHOD key status`, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

export const BUCKET_KEYS = { accessKeyId: 'bucket-key', secretAccessKey: 'bucket-secret' };
export const BUCKET_REGION = 'cn-test-1';

export async function startBucket(): Promise<BucketServer> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const key = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname);
    const status = isSigned(request, body) ? act(request.method ?? '', key, body) : 403;
    requests.push(`${request.method} ${key} ${status}`);
    response.statusCode = status;
    const answer = request.method === 'GET' && status === 200 ? objects.get(key) : undefined;
    response.end(answer ?? '');
  });
  const act = (method: string, key: string, body: Buffer): number => {
    if (method === 'PUT') objects.set(key, body);
    else if (method === 'DELETE') return objects.delete(key) ? 204 : 204;
    else if (!objects.has(key)) return 404;
    return 200;
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/evidence-bucket`,
    objects,
    requests,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

const hex = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest();

/** As the documentation of AWS writes it: canonical request, string to sign, derived key. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const given = /Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(
    request.headers.authorization ?? '',
  );
  if (given === null) return false;
  const [, credential = '', signedHeaders = '', signature] = given;
  const [keyId, date = '', region = ''] = credential.split('/');
  const claimed = String(request.headers['x-amz-content-sha256']);
  if (keyId !== BUCKET_KEYS.accessKeyId || region !== BUCKET_REGION) return false;
  if (claimed !== 'UNSIGNED-PAYLOAD' && claimed !== hex(body)) return false;
  const url = new URL(request.url ?? '', 'http://x');
  const headers = signedHeaders
    .split(';')
    .map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
    .join('');
  const canonical = [
    request.method,
    url.pathname,
    [...url.searchParams]
      .sort()
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .join('&'),
    headers,
    signedHeaders,
    claimed,
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hex(canonical)].join(
    '\n',
  );
  const key = ['s3', 'aws4_request'].reduce(
    (last, part) => hmac(last, part),
    hmac(hmac(`AWS4${BUCKET_KEYS.secretAccessKey}`, date), region),
  );
  return hmac(key, toSign).toString('hex') === signature;
}
