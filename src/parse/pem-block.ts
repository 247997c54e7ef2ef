// PEM blocks (RFC 7468): a label between dashes, base64, the same label again. Line ends may be escaped, as inside JSON strings.

export interface PemBlock {
  /** 'PUBLIC KEY', 'CERTIFICATE', 'PGP PUBLIC KEY BLOCK', … */
  readonly label: string;
  /** Index of the first dash, and bytes up to the last one. */
  readonly offset: number;
  readonly length: number;
  readonly content: Uint8Array;
}

const BEGIN = Buffer.from('-----BEGIN ');
const MAX_LABEL_BYTES = 64;
const BLOCK_CAP = 8;
const DASH = 0x2d;

/** Whole blocks that begin in the first `scanBytes`; eight at most. Never throws. */
export function findPemBlocks(bytes: Uint8Array, scanBytes: number): PemBlock[] {
  const blocks: PemBlock[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = buffer.indexOf(BEGIN); at >= 0 && at < scanBytes && blocks.length < BLOCK_CAP; ) {
    const block = blockAt(buffer, at);
    if (block !== undefined) blocks.push(block);
    at = buffer.indexOf(BEGIN, at + (block?.length ?? BEGIN.length));
  }
  return blocks;
}

function blockAt(buffer: Buffer, at: number): PemBlock | undefined {
  const labelAt = at + BEGIN.length;
  const labelEnd = buffer.indexOf('-----', labelAt);
  if (labelEnd < 0 || labelEnd - labelAt > MAX_LABEL_BYTES) return undefined;
  const label = buffer.toString('latin1', labelAt, labelEnd);
  if (!/^[A-Z0-9 ]+$/.test(label)) return undefined;
  const closing = `-----END ${label}-----`;
  const end = buffer.indexOf(closing, labelEnd + 5, 'latin1');
  if (end < 0) return undefined;
  const text = buffer.toString('latin1', labelEnd + 5, end);
  const content = Buffer.from(base64Body(text), 'base64');
  return content.length === 0 ? undefined : { label, offset: at, length: end + closing.length - at, content };
}

/** Armor headers end at an empty line (RFC 9580 §6.2.2), a checksum line begins with `=`. */
function base64Body(text: string): string {
  const lines = text.replace(/\\[rn]|%0[ADad]|%0D/g, '\n').split(/\r?\n/);
  return lines
    .filter((line) => !line.includes(':') && line.charCodeAt(0) !== 0x3d && line.charCodeAt(0) !== DASH)
    .join('');
}
