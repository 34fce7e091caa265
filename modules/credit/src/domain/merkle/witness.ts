/** What a witness of the log needs, offline: reading checkpoints, checking that the log only grew, and signing. */
export { splitNote, witnessSigner } from './cosignature.ts';
export { noteVerifier, openNote, readCheckpoint } from './signed-note.ts';
export { verifyConsistency } from './tree.ts';
