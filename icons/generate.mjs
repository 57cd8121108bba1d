// Renders the two drawings into every size that a bundle asks for; `make icons` runs it.
//
// keyrack.svg is the icon. keyrack-small.svg is drawn on a 16-pixel grid and takes over
// where the large drawing would blur: 32x32.png and the small pictures inside icon.ico.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const tauri = process.env.TAURI ?? join(here, '../ui/node_modules/.bin/tauri');
const smallSizes = [16, 20, 24, 32];
const largeSizes = [48, 64, 128, 256];

const scratch = mkdtempSync(join(tmpdir(), 'keyrack-icons-'));
const render = (drawing, folder, ...options) =>
  execFileSync(tauri, ['icon', join(here, drawing), '-o', join(scratch, folder), ...options], {
    stdio: 'pipe',
  });
const picture = (folder, size) => readFileSync(join(scratch, folder, `${size}x${size}.png`));

/** An .ico file: a 6-byte head, 16 bytes about each picture, then the PNG files themselves. */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, png }, index) => {
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry); // 0 stands for 256
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4); // colour planes
    head.writeUInt16LE(32, entry + 6); // bits a pixel
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

try {
  render('keyrack.svg', 'bundle');
  render('keyrack.svg', 'large', '-p', largeSizes.join());
  render('keyrack-small.svg', 'small', '-p', smallSizes.join());

  for (const name of readdirSync(join(scratch, 'bundle'))) {
    if (/\.(png|icns)$/.test(name)) copyFileSync(join(scratch, 'bundle', name), join(here, name));
  }
  writeFileSync(join(here, '32x32.png'), picture('small', 32));
  const pictures = [
    ...smallSizes.map((size) => ({ size, png: picture('small', size) })),
    ...largeSizes.map((size) => ({ size, png: picture('large', size) })),
  ];
  writeFileSync(join(here, 'icon.ico'), ico(pictures));
} finally {
  rmSync(scratch, { recursive: true });
}
