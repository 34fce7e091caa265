/** What evidence may be: documents and pictures, told by their first bytes. Anything that could run is refused. */
export const EVIDENCE_MEDIA_TYPES = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/tiff',
  'application/zip',
  'application/x-ole-storage',
  'text/plain',
] as const;
export type EvidenceMediaType = (typeof EVIDENCE_MEDIA_TYPES)[number];

const SIGNATURES: readonly (readonly [EvidenceMediaType, readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  // Also spreadsheets and documents of office programs, which are zip files.
  ['application/zip', [0x50, 0x4b, 0x03, 0x04]],
  ['image/tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['image/tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  // Spreadsheets and documents of office programs of before 2007.
  ['application/x-ole-storage', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
];
const RIFF = [0x52, 0x49, 0x46, 0x46];
const WEBP = [0x57, 0x45, 0x42, 0x50];

export function mediaTypeOf(bytes: Uint8Array): EvidenceMediaType | undefined {
  const signed = SIGNATURES.find(([, signature]) => beginsWith(bytes, signature));
  if (signed !== undefined) return signed[0];
  if (beginsWith(bytes, RIFF) && beginsWith(bytes.subarray(8), WEBP)) return 'image/webp';
  return isText(bytes) ? 'text/plain' : undefined;
}

const beginsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, i) => bytes[i] === byte);

/** UTF-8 without control characters, and no markup or script a browser would run. */
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    return !/[\u0000-\u0008\u000e-\u001f]/.test(text) && !/^\s*(<|#!)/.test(text);
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
