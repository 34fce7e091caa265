/**
 * Which installation a database belongs to. Its comment carries a fingerprint of the secret it was made with, from
 * which nothing can be derived. Invariant: nobody opens a database under another secret than its own, since what is
 * sealed in it would be unreadable; and nobody works on a server that serves another installation, since the modules'
 * roles belong to the whole server and would get other passwords.
 */
import { createHmac } from 'node:crypto';
import pg from 'pg';
import { LauncherError } from './launcher-error.ts';

const PREFIX = 'guildhall:';
const INSUFFICIENT_PRIVILEGE = '42501';

interface Marked {
  readonly name: string;
  readonly mark: string | null;
  readonly current: boolean;
}

/** Marks the database of `url`, or throws a LauncherError when it or its server is another installation's. */
export async function claimForSecret(url: string, secret: string): Promise<void> {
  const mark = `${PREFIX}${createHmac('sha256', secret).update('installation').digest('base64url')}`;
  await withClient(url, async (client) => {
    const databases = await readMarks(client);
    const current = databases.find((database) => database.current);
    if (current === undefined || current.mark === mark) return;
    if (current.mark !== null) {
      throw new LauncherError(
        `The database "${current.name}" was made with another secret; what is sealed in it could not be read.`,
        'Set GUILDHALL_SECRET to the one it was made with, or use an empty database.',
      );
    }
    refuseOthers(databases, mark);
    await writeMark(client, current.name, mark);
  });
}

/** Throws when the server of `url` serves any installation at all: no place for tests. */
export async function refuseInstallations(url: string): Promise<void> {
  await withClient(url, async (client) => refuseOthers(await readMarks(client), undefined));
}

function refuseOthers(databases: readonly Marked[], ownMark: string | undefined): void {
  const other = databases.find(({ mark }) => mark !== null && mark !== ownMark);
  if (other === undefined) return;
  throw new LauncherError(
    `The server already serves an installation (database "${other.name}"), whose roles would get other passwords.`,
    'Use a server of its own, or the GUILDHALL_SECRET of that installation.',
  );
}

async function readMarks(client: pg.Client): Promise<readonly Marked[]> {
  const { rows } = await client.query<Marked>(
    `SELECT datname AS name, datname = current_database() AS current,
            CASE WHEN starts_with(comment, $1) THEN comment END AS mark
     FROM (SELECT datname, shobj_description(oid, 'pg_database') AS comment FROM pg_database) d`,
    [PREFIX],
  );
  return rows;
}

/** Only the owner may comment on a database; for another role there is merely no guard. */
async function writeMark(client: pg.Client, name: string, mark: string): Promise<void> {
  try {
    await client.query(
      `COMMENT ON DATABASE ${client.escapeIdentifier(name)} IS ${client.escapeLiteral(mark)}`,
    );
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code !== INSUFFICIENT_PRIVILEGE) throw error;
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'guildhall-launcher' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
