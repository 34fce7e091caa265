/** A film of one QR code, that Chromium takes for what its camera sees (`--use-file-for-fake-video-capture`). */
import { writeFileSync } from 'node:fs';
import { encode } from 'uqr';

const [WIDTH, HEIGHT] = [640, 480];
const WHITE = 235;
const BLACK = 16;

/** YUV4MPEG2, two frames that are shown over and over. */
export function writeCameraFilm(path: string, text: string): void {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const module = Math.floor(Math.min(WIDTH, HEIGHT) / size);
  const [left, top] = [WIDTH, HEIGHT].map((side) => Math.floor((side - size * module) / 2)) as [
    number,
    number,
  ];
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE);
  for (const [y, row] of data.entries())
    for (const [x, dark] of row.entries())
      for (let line = 0; dark && line < module; line += 1) {
        const from = (top + y * module + line) * WIDTH + left + x * module;
        luma.fill(BLACK, from, from + module);
      }
  const frame = Buffer.concat([
    Buffer.from('FRAME\n'),
    luma,
    Buffer.alloc((WIDTH * HEIGHT) / 2, 128),
  ]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(path, Buffer.concat([head, frame, frame]));
}
