/** Files that go to the graph in an order: their bytes as text, and how many at most. */
export const MOST_BYTES = 10 * 1024 * 1024;

/** A file as the graph takes it: its bytes in base64. */
export async function inBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
