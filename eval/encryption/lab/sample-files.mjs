// Media files and encrypted archives that the lab's servers hand out: made by real programs, from synthetic pictures and sounds.
// One folder a format in the run's folder.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonText } from './content.mjs';
import { seededDraw } from './random.mjs';

const PICTURES = 4;
const SOUND = ['-f', 'lavfi', '-i', 'sine=frequency=FREQ:duration=4,tremolo=f=7,vibrato=f=5'];
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=10:duration=3,noise=alls=12'];
const ONE_FRAME = ['-frames:v', '1'];
/** Arguments of ffmpeg between its input and the file. */
const MEDIA = {
  png: [PICTURE, ONE_FRAME],
  jpg: [PICTURE, ONE_FRAME],
  webp: [PICTURE, [...ONE_FRAME, '-c:v', 'libwebp']],
  mp4: [PICTURE, ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']],
  webm: [PICTURE, ['-c:v', 'libvpx', '-b:v', '300k']],
  mp3: [SOUND, ['-c:a', 'libmp3lame']],
  ogg: [SOUND, ['-c:a', 'libvorbis']],
  opus: [SOUND, ['-c:a', 'libopus']],
  flac: [SOUND, ['-c:a', 'flac']],
  h264: [PICTURE, ['-c:v', 'libx264', '-f', 'h264']],
};
const ARCHIVES = {
  zip: (file, plain) => execFileSync('7z', ['a', '-tzip', '-mem=AES256', '-psecret', file, plain]),
  '7z': (file, plain) => execFileSync('7z', ['a', '-mhe=on', '-psecret', file, plain]),
  enc: (file, plain) =>
    execFileSync('openssl', ['enc', '-aes-256-cbc', '-pbkdf2', '-pass', 'pass:secret', '-in', plain, '-out', file], {
      stdio: 'ignore',
    }),
  gpg: (file, plain) =>
    execFileSync(
      'gpg',
      [
        '--batch',
        '--yes',
        '--passphrase',
        'secret',
        '--pinentry-mode',
        'loopback',
        '--homedir',
        join(plain, '../gnupg'),
        '-c',
        '-o',
        file,
        plain,
      ],
      { stdio: 'ignore' },
    ),
};
export const MEDIA_FORMATS = Object.keys(MEDIA);
export const ARCHIVE_FORMATS = Object.keys(ARCHIVES);

/** Makes the files of all formats that `captures` name. */
export function makeSampleFiles(folder, captures, seed) {
  const formats = new Set(captures.map(({ params }) => params.format).filter((format) => format !== undefined));
  const draw = seededDraw(seed);
  mkdirSync(join(folder, 'gnupg'), { recursive: true, mode: 0o700 });
  for (const format of formats) {
    const into = join(folder, 'samples', format);
    mkdirSync(into, { recursive: true });
    for (let i = 0; i < PICTURES; i++) makeSample(folder, join(into, `${i}.${format}`), format, draw);
  }
}

/** The files of a format, or none for captures that need none. */
export function sampleFiles(folder, format) {
  const from = join(folder, 'samples', String(format));
  if (format === undefined || !existsSync(from)) return [];
  return readdirSync(from)
    .sort()
    .map((name) => readFileSync(join(from, name)));
}

function makeSample(folder, file, format, draw) {
  if (format in ARCHIVES) {
    const plain = join(folder, 'plain.json');
    writeFileSync(plain, jsonText(draw, draw.whole(8000, 40_000)));
    ARCHIVES[format](file, plain);
    return;
  }
  const [input, output] = MEDIA[format];
  const drawn = input.map((word) =>
    word.replace('FREQ', String(draw.whole(200, 900))).replace('alls=12', `alls=${draw.whole(6, 25)}`),
  );
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...drawn, ...output, file]);
}
