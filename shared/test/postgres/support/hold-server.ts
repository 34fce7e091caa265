/** A launcher in a process of its own, for tests that kill it: `hold-server.ts <project> <serve|test>`. */
import { startEmbeddedPostgres } from '../../../src/postgres/embedded.ts';

const [projectDir = '', purpose] = process.argv.slice(2);
const running = await startEmbeddedPostgres({
  projectDir,
  purpose: purpose === 'test' ? 'test' : 'serve',
});
process.stdout.write(`${JSON.stringify({ ...running, launcher: process.pid })}\n`);
setInterval(() => {}, 60_000);
