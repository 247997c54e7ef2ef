// Compressed, archive and media formats that announce themselves in their first bytes. Their bodies may be uniform: the magic explains them.

interface Magic {
  readonly format: string;
  readonly offset: number;
  readonly bytes: readonly number[];
}

const MAGICS: readonly Magic[] = [
  magic('gzip', 0, [0x1f, 0x8b, 0x08]), // RFC 1952 §2.3
  magic('zstd', 0, [0x28, 0xb5, 0x2f, 0xfd]), // RFC 8878 §3.1.1
  magic('bzip2', 0, text('BZh')),
  magic('xz', 0, [0xfd, ...text('7zXZ'), 0]),
  magic('lz4', 0, [0x04, 0x22, 0x4d, 0x18]),
  magic('7z', 0, [...text('7z'), 0xbc, 0xaf, 0x27, 0x1c]),
  magic('zip', 0, [...text('PK'), 3, 4]),
  magic('rar', 0, text('Rar!')),
  magic('png', 0, [0x89, ...text('PNG'), 0x0d, 0x0a]), // RFC 2083 §12.12
  magic('jpeg', 0, [0xff, 0xd8, 0xff]),
  magic('gif', 0, text('GIF8')),
  magic('riff', 0, text('RIFF')),
  magic('ogg', 0, text('OggS')), // RFC 3533 §6
  magic('webm', 0, [0x1a, 0x45, 0xdf, 0xa3]),
  magic('mp4', 4, text('ftyp')),
  magic('flac', 0, text('fLaC')),
  magic('id3', 0, text('ID3')),
  magic('woff2', 0, text('wOF2')),
  magic('woff', 0, text('wOFF')),
];

/** 1 for the bytes with which a magic begins. */
const BEGINS = Uint8Array.from({ length: 256 }, (_, byte) => Number(MAGICS.some(({ bytes }) => bytes[0] === byte)));
const OFFSETS = [...new Set(MAGICS.map(({ offset }) => offset))];

/** The format that begins at `at`, undefined when none of the known ones does. */
export function knownMagic(bytes: Uint8Array, at = 0): string | undefined {
  if (!OFFSETS.some((offset) => BEGINS[bytes[at + offset]] === 1)) return undefined;
  for (const { format, offset, bytes: wanted } of MAGICS) {
    const start = at + offset;
    if (start + wanted.length > bytes.length || bytes[start] !== wanted[0]) continue;
    if (wanted.every((byte, i) => bytes[start + i] === byte)) return format;
  }
  return undefined;
}

function magic(format: string, offset: number, bytes: readonly number[]): Magic {
  return { format, offset, bytes };
}

function text(characters: string): number[] {
  return [...Buffer.from(characters, 'latin1')];
}
