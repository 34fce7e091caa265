/**
 * Ends the server when the launcher is gone, however it went (kill -9 included): a small shell waits at the end of a
 * pipe whose other end only the launcher holds. The pipe closing without a word means that nobody is left.
 */
import { spawn } from 'node:child_process';

const SCRIPT = `
trap '' INT TERM HUP
if read -r word; then exit 0; fi
is_our_server() { # The number may be another process's by now.
  if [ -e /proc/self/cmdline ]; then
    tr '\\000' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF -- "-D $2 "
  else
    read -r pid <"$2/postmaster.pid" && [ "$pid" = "$1" ]
  fi
}
if is_our_server "$1" "$2"; then kill -INT "$1"; fi
if [ -n "$3" ]; then
  while is_our_server "$1" "$2"; do sleep 0.2; done
  rm -rf -- "$3"
fi
`;

export interface Watchdog {
  /** The server has ended while somebody was there to see it: there is nothing to watch any more. */
  dismiss(): void;
}

export interface WatchdogOptions {
  readonly serverPid: number;
  readonly dataDir: string;
  /** A throwaway folder to remove when the server has ended. */
  readonly removeAfterwards: string | undefined;
}

export function startWatchdog({ serverPid, dataDir, removeAfterwards }: WatchdogOptions): Watchdog {
  const args = [
    '-c',
    SCRIPT,
    'guildhall-watchdog',
    String(serverPid),
    dataDir,
    removeAfterwards ?? '',
  ];
  // Its own session: the terminal's Ctrl-C is for the launcher alone.
  const child = spawn('/bin/sh', args, {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  // Without it the next start does its work: no reason to fail.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return { dismiss: () => child.stdin.end('dismissed\n') };
}
