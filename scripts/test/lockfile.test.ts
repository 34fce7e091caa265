/** `npm ci` refuses a lock with holes, and only some versions of npm say so when the lock is made. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};

/** As Node looks it up: beside the package, then in every folder above. */
function isLocked(from: string, name: string): boolean {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in packages) return true;
    if (at === '' || !at.includes('/node_modules/')) return `node_modules/${name}` in packages;
  }
}

describe('package-lock.json', () => {
  it('holds everything that any of its packages asks for, for every platform', () => {
    const holes = Object.entries(packages).flatMap(
      ([path, { dependencies, optionalDependencies }]) =>
        Object.keys({ ...dependencies, ...optionalDependencies })
          .filter((name) => !isLocked(path, name))
          .map((name) => `${path} -> ${name}`),
    );
    expect(holes).toEqual([]);
  });

  it('does not say where packages come from', () => {
    const addresses = Object.values(packages).flatMap(({ resolved, link }) =>
      resolved !== undefined && link !== true ? resolved : [],
    );
    expect(addresses).toEqual([]);
  });
});
