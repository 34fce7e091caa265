/**
 * Who hears what. A pattern is an event type, or `*.noun-verbed` for that fact from any module, so that a subsidiary
 * added later is heard without touching its listeners. Every process knows all subscriptions from the manifests.
 */
import type { ModuleManifest } from '../modules.ts';

export function matches(pattern: string, type: string): boolean {
  return pattern.startsWith('*.') ? type.endsWith(pattern.slice(1)) : pattern === type;
}

/** Modules that must be given an event of this type. */
export function consumersOf(modules: readonly ModuleManifest[], type: string): readonly string[] {
  return modules
    .filter(({ consumes }) => consumes.some((pattern) => matches(pattern, type)))
    .map(({ name }) => name);
}
