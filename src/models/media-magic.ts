// Compressed, archive and media formats that announce themselves in their first bytes. Their bodies may be uniform: the magic explains them.

interface Magic {
  readonly format: string;
  readonly offset: number;
  readonly bytes: readonly number[];
}

/** Formats that fixed bytes tell; others show by more of their opening. */
export const MEDIA_MAGICS: readonly Magic[] = [
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
  magic('h265', 0, [0, 0, 0, 1, 0x40, 1]), // video parameter set, ITU-T H.265 §7.4.2.2
  magic('flv', 0, [...text('FLV'), 1]),
  magic('ivf', 0, text('DKIF')),
  magic('amr', 0, text('#!AMR')), // RFC 4867 §5.1
  magic('opus', 0, text('OpusHead')), // RFC 7845 §5.1
  magic('flac', 0, text('fLaC')),
  magic('id3', 0, text('ID3')),
  magic('woff2', 0, text('wOF2')),
  magic('woff', 0, text('wOFF')),
];

const TEMPORAL_DELIMITER = 0x12;
const SEQUENCE_HEADER = 0x0a;
const LEAST_HEADER_BYTES = 4;
const MOST_HEADER_BYTES = 64;
const LAST_PROFILE = 2;
const PACK_START = 0xba;
const PACK_HEADER_BYTES = 14;
const SEQUENCE_PARAMETER_SET = 7;
const VALUES = 256;
const LENGTH_BYTES = 4;
const LEAST_SET_BYTES = 7;
const MOST_SET_BYTES = 128;
const PROFILES = new Set([44, 66, 77, 88, 100, 110, 122, 244]);
const LEVELS = new Set([9, 10, 11, 12, 13, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 52, 60, 61, 62]);

/** 1 for the bytes with which a magic begins. */
const BEGINS = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(MEDIA_MAGICS.some(({ bytes }) => bytes[0] === byte)),
);
const OFFSETS = [...new Set(MEDIA_MAGICS.map(({ offset }) => offset))];

/** The format that begins at `at`, undefined when none of the known ones does. */
export function knownMagic(bytes: Uint8Array, at = 0): string | undefined {
  if (bytes[at] === 0 && opensVideo(bytes, at)) return 'h264';
  if (bytes[at] === 0 && opensProgramStream(bytes, at)) return 'mpeg-ps';
  if (bytes[at] === TEMPORAL_DELIMITER && opensAv1(bytes, at)) return 'av1';
  if (!mayBegin(bytes, at)) return undefined;
  for (const { format, offset, bytes: wanted } of MEDIA_MAGICS) {
    const start = at + offset;
    if (start + wanted.length > bytes.length || bytes[start] !== wanted[0]) continue;
    if (wanted.every((byte, i) => bytes[start + i] === byte)) return format;
  }
  return undefined;
}

function mayBegin(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < OFFSETS.length; i++) if (BEGINS[bytes[at + OFFSETS[i]]] === 1) return true;
  return false;
}

/**
 * A sequence parameter set (ITU-T H.264 §7.3.2.1.1, annex A) behind a start code or a length of four bytes: type, profile, two bits of zero and level are
 * what they may be. Of random bytes one place in 2^40 is; of messages behind a length in four bytes of 256 to 511, which begins like a start code, one
 * in 2^17.
 */
function opensVideo(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] !== 0 || isLengthOfRest(bytes, at)) return false;
  const hasLength = bytes[at + 2] === 0 && bytes[at + 3] >= LEAST_SET_BYTES && bytes[at + 3] < MOST_SET_BYTES;
  const unit = bytes[at + 2] === 1 ? at + 3 : bytes[at + 2] === 0 && (bytes[at + 3] === 1 || hasLength) ? at + 4 : -1;
  if (unit < 0 || unit + 3 >= bytes.length) return false;
  return (
    (bytes[unit] & 0x9f) === SEQUENCE_PARAMETER_SET &&
    PROFILES.has(bytes[unit + 1]) &&
    (bytes[unit + 2] & 3) === 0 &&
    LEVELS.has(bytes[unit + 3])
  );
}

/** The bytes of a start code and the one behind it are the length of what follows, or of all with the length itself. */
function isLengthOfRest(bytes: Uint8Array, at: number): boolean {
  const length = VALUES + bytes[at + 3];
  const rest = bytes.length - at;
  return bytes[at + 2] === 1 && (length === rest - LENGTH_BYTES || length === rest || length === bytes.length);
}

/**
 * An empty temporal delimiter, a sequence header of a known profile, and the header of another unit with a size (AV1 bitstream specification §5.3, §5.5,
 * §7.5): of random bytes one place in 2^30.
 */
function opensAv1(bytes: Uint8Array, at: number): boolean {
  const size = bytes[at + 3];
  if (bytes[at + 1] !== 0 || bytes[at + 2] !== SEQUENCE_HEADER) return false;
  if (size < LEAST_HEADER_BYTES || size > MOST_HEADER_BYTES || bytes[at + 4] >> 5 > LAST_PROFILE) return false;
  return at + 4 + size < bytes.length && (bytes[at + 4 + size] & 0x83) === 0x02;
}

/**
 * A pack header of MPEG-2 and the start code behind its stuffing (ISO/IEC 13818-1 §2.5.3.3): its own start code alone is also a length of 442 in four
 * bytes.
 */
function opensProgramStream(bytes: Uint8Array, at: number): boolean {
  if (!isStartCode(bytes, at) || bytes[at + 3] !== PACK_START || (bytes[at + 4] & 0xc0) !== 0x40) return false;
  return isStartCode(bytes, at + PACK_HEADER_BYTES + (bytes[at + PACK_HEADER_BYTES - 1] & 7));
}

function isStartCode(bytes: Uint8Array, at: number): boolean {
  return at + 3 < bytes.length && bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1;
}

function magic(format: string, offset: number, bytes: readonly number[]): Magic {
  return { format, offset, bytes };
}

function text(characters: string): number[] {
  return [...Buffer.from(characters, 'latin1')];
}
