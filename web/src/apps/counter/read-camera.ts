/**
 * Codes in front of the camera. The browser's own reader where there is one (Android, macOS); elsewhere ZXing as
 * WebAssembly, loaded when somebody scans for the first time.
 */

/** What customers present: our QR codes, and the printed codes of partners. */
const FORMATS = ['qr_code', 'code_128', 'ean_13', 'data_matrix'] as const;

interface NativeDetector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface NativeDetectorClass {
  new (options: { readonly formats: readonly string[] }): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** The text of a code in the picture as it is now; undefined when there is none. */
export type ReadPicture = (video: HTMLVideoElement) => Promise<string | undefined>;

export async function openReader(): Promise<ReadPicture> {
  return (await nativeReader()) ?? (await zxingReader());
}

async function nativeReader(): Promise<ReadPicture | undefined> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: NativeDetectorClass };
  const known = (await BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  if (BarcodeDetector === undefined || !known.includes('qr_code')) return undefined;
  const detector = new BarcodeDetector({
    formats: FORMATS.filter((format) => known.includes(format)),
  });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
}

/** Enough to read a telephone held at arm's length, little enough to be read several times a second. */
const WIDTH = 960;

async function zxingReader(): Promise<ReadPicture> {
  const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([
    import('zxing-wasm/reader'),
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ]);
  await prepareZXingModule({
    overrides: { locateFile: () => wasm },
    fireImmediately: true,
  });
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    if (context === null || video.videoWidth === 0) return undefined;
    const scale = Math.min(1, WIDTH / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), {
      formats: ['QRCode', 'Code128', 'EAN13', 'DataMatrix'],
      maxNumberOfSymbols: 1,
    });
    return found[0]?.text;
  };
}
