/** Types of `install-lock.mjs`, which itself must run before anything is installed. */
export interface InstallLock {
  /** Names the process that works under the lock, in case it outlives its starter. */
  nameInstaller(pid: number | undefined): void;
  release(): void;
}
export function takeInstallLock(
  dir: string,
  onWait: (pid: number | undefined) => void,
): Promise<InstallLock>;
