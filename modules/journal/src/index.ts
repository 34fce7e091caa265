/** Door of the journal: the record of what happened at every subsidiary, and of what came of it. */
export * from './transaction.ts';
