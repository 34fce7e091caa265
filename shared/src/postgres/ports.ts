/** Free ports on the loopback address. A copy of the project keeps its port from start to start. */
import { createServer } from 'node:net';

/** Below the range from which systems lend ports to outgoing connections, so that a kept port stays free. */
const FIRST = 15_432;
const SPAN = 10_000;

export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', () => settle(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => settle(true)));
  });
}

/** `seed` spreads copies over the range, so that they rarely compete; the search goes on from there. */
export async function findFreePort(seed: number, host = '127.0.0.1'): Promise<number> {
  for (let offset = 0; offset < SPAN; offset += 1) {
    const port = FIRST + ((seed + offset) % SPAN);
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`No free port between ${FIRST} and ${FIRST + SPAN}`);
}
