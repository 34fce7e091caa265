/** Door of identity: one member for one person, whatever the subsidiaries call them. */
export * from './door.ts';
