/** UUIDs of parties in the graph: of firms from their code, of people and places a keyed hash that says nothing without the key. */
import { createHash } from 'node:crypto';
import { blindIndex } from '@guildhall/shared/blind-index';
import type { PartyKeys } from '../domain/relations/relations-of.ts';

export function partyKeys(secret: string): PartyKeys {
  const hidden = blindIndex(secret, 'credit/relation.party');
  const place = (kind: string, text: string) => uuidOf(hidden(`${kind}:${text}`));
  return {
    firm: (code) => uuidOf(createHash('md5').update(`firm:${code}`).digest()),
    person: (name) => place('PERSON', name),
    place,
  };
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}
