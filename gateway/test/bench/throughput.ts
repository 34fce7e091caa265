/**
 * Requests a second through the whole gateway, against one schema in GraphQL Yoga. Rounds are interleaved, the figures
 * are medians: `node gateway/test/bench/throughput.ts [rounds] [seconds]`.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { memberId } from '../../../shared/test/graphql/example/member-id.ts';

const [rounds = 3, seconds = 3] = process.argv.slice(2).map(Number);
const CONNECTIONS = 16;
const SUBJECTS = ['yoga monolith', 'gateway in process', 'gateway over HTTP'];
const FIELDS = 'memberNo status wallet { balance } visits { shop at }';
const OPERATIONS: Readonly<Record<string, string>> = {
  trivial: '{ ping }',
  'one member over 3 modules': `{ member(id: "${memberId(1)}") { ${FIELDS} } }`,
  '20 members over 3 modules': `{ members(first: 20) { edges { node { ${FIELDS} } } } }`,
};

interface Usage {
  readonly cpuMs: number;
  readonly rssMb: number;
}

interface Subject {
  readonly child: ChildProcess;
  readonly port: number;
  readonly usage: () => Promise<Usage>;
}

interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU of the server for one request. */
  readonly cpuMs: number;
}

async function start(name: string): Promise<Subject> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'subject.ts'), name], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(Number(data.toString())));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  const usage = (): Promise<Usage> =>
    new Promise((resolve) => {
      child.stdout.once('data', (data: Buffer) => resolve(JSON.parse(data.toString()) as Usage));
      child.stdin.write('usage\n');
    });
  return { child, port, usage };
}

function send(port: number, agent: Agent, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        agent,
        host: '127.0.0.1',
        path: '/graphql',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          authorization: 'Bearer token-of-operator',
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      },
    );
    sent.on('error', reject).end(body);
  });
}

async function measure({ port, usage }: Subject, query: string, ms: number): Promise<Round> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const body = JSON.stringify({ query });
  const took: number[] = [];
  const before = await usage();
  const until = performance.now() + ms;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        const startedAt = performance.now();
        const text = await send(port, agent, body);
        if (!text.startsWith('{"data":{') || text.includes('"errors":'))
          throw new Error(text.slice(0, 300));
        took.push(performance.now() - startedAt);
      }
    }),
  );
  const after = await usage();
  agent.destroy();
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? 0;
  return {
    perSecond: (took.length / ms) * 1_000,
    p50: at(0.5),
    p99: at(0.99),
    cpuMs: (after.cpuMs - before.cpuMs) / took.length,
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const subjects = new Map<string, Subject>();
for (const name of SUBJECTS) subjects.set(name, await start(name));
for (const [what, query] of Object.entries(OPERATIONS)) {
  const results = new Map<string, Round[]>(SUBJECTS.map((name) => [name, []]));
  for (const subject of subjects.values()) await measure(subject, query, 1_000);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, subject] of subjects)
      results.get(name)?.push(await measure(subject, query, seconds * 1_000));
  }
  const yardstick = results.get('yoga monolith') ?? [];
  const [base, baseP99] = [
    median(yardstick.map(({ perSecond }) => perSecond)),
    median(yardstick.map(({ p99 }) => p99)),
  ];
  const baseCpu = median(yardstick.map(({ cpuMs }) => cpuMs));
  console.log(`\n${what}`);
  for (const [name, all] of results) {
    const perSecond = median(all.map((one) => one.perSecond));
    const cpuMs = median(all.map((one) => one.cpuMs));
    const [p50, p99] = [median(all.map((one) => one.p50)), median(all.map((one) => one.p99))];
    console.log(
      `  ${name.padEnd(20)} ${perSecond.toFixed(0).padStart(6)}/s  x${(perSecond / base).toFixed(2)}  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms (x${(p99 / baseP99).toFixed(2)})  server CPU ${cpuMs.toFixed(3)} ms (x${(baseCpu / cpuMs).toFixed(2)})`,
    );
  }
}
for (const [name, { child, usage }] of subjects) {
  console.log(`memory of ${name}: ${(await usage()).rssMb} MB`);
  child.stdin?.end();
}
