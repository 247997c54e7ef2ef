// QUIC versions that are known, by name, and how each lays out its long header: RFC 9000, RFC 9369, IETF drafts, Google's gQUIC, Facebook's mvfst.

/** How the connection ids and the packet type are written. */
export type QuicLayout =
  /** Google's public header up to Q043: flags, one connection id of eight bytes, version. */
  | 'public'
  /** Drafts up to 16: seven bits of packet type, both id lengths in one byte. */
  | 'wide-type'
  /** Drafts 17 to 21 and Q046: two bits of type, both id lengths in one byte; Q046 sends neither token nor length. */
  | 'short-lengths'
  /** Draft 22 on, versions 1 and 2, mvfst, Q050, T050, T051: RFC 8999's invariants. */
  | 'invariant'
  /** 0x?a?a?a?a, which clients send to force Version Negotiation (RFC 9000 §15): laid out as version 1, but only half as much proof. */
  | 'reserved';

export interface QuicVersion {
  /** '1', '2', 'draft-29', 'Q043', 'mvfst (draft-22)'. */
  name: string;
  layout: QuicLayout;
}

export const QUIC_V1 = 0x00000001;
export const QUIC_V2 = 0x6b3343cf;

/** Undefined for a version nobody is known to have used: its four bytes could be anything. */
export function quicVersion(version: number): QuicVersion | undefined {
  if ((version & 0x0f0f0f0f) >>> 0 === 0x0a0a0a0a) return RESERVED;
  return NAMED.get(version) ?? draftVersion(version) ?? googleVersion(version);
}

const RESERVED: QuicVersion = { name: 'reserved', layout: 'reserved' };

const NAMED: ReadonlyMap<number, QuicVersion> = new Map<number, QuicVersion>([
  [QUIC_V1, { name: '1', layout: 'invariant' }],
  [QUIC_V2, { name: '2', layout: 'invariant' }],
  [0x709a50c4, { name: '2 (draft-01)', layout: 'invariant' }],
  [0xff020000, { name: '2 (draft-00)', layout: 'invariant' }],
  [0xfaceb001, { name: 'mvfst (draft-22)', layout: 'invariant' }],
  [0xfaceb002, { name: 'mvfst (draft-27)', layout: 'invariant' }],
  [0xfaceb003, { name: 'mvfst', layout: 'invariant' }],
  [0xfaceb00e, { name: 'mvfst (experimental)', layout: 'invariant' }],
  [0xfaceb00f, { name: 'mvfst', layout: 'invariant' }],
  [0xfaceb010, { name: 'mvfst', layout: 'invariant' }],
  [0xfaceb011, { name: 'mvfst', layout: 'invariant' }],
  [0xfaceb013, { name: 'mvfst', layout: 'invariant' }],
]);

/** 0xff000000 + draft number; 34 was the last draft. */
function draftVersion(version: number): QuicVersion | undefined {
  const draft = version - 0xff000000;
  if (draft < 1 || draft > 34) return undefined;
  const layout = draft <= 16 ? 'wide-type' : draft <= 21 ? 'short-lengths' : 'invariant';
  return { name: `draft-${String(draft).padStart(2, '0')}`, layout };
}

/** 'Q' or 'T' and three digits in ASCII. */
function googleVersion(version: number): QuicVersion | undefined {
  const family = version >>> 24;
  const hundreds = (version >>> 16) & 0xff;
  const tens = (version >>> 8) & 0xff;
  const ones = version & 0xff;
  if ((family !== 0x51 && family !== 0x54) || hundreds !== 0x30 || !isDigit(tens) || !isDigit(ones)) return undefined;
  const name = String.fromCharCode(family, hundreds, tens, ones);
  const number = (tens - 0x30) * 10 + (ones - 0x30);
  if (family === 0x51 && number <= 43) return { name, layout: 'public' };
  return { name, layout: family === 0x51 && number < 50 ? 'short-lengths' : 'invariant' };
}

/** 'Q…' and 'T…': frames have numbers of their own. */
export function isGoogleQuic(version: number): boolean {
  const family = version >>> 24;
  return (family === 0x51 || family === 0x54) && ((version >>> 16) & 0xff) === 0x30;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
