// The pcapng blocks without packets: section and interface options, name resolution, statistics, secrets, and PCAPdroid's UID block (PEN 62652).
// Invariant: what is kept of a hostile file is bounded, and what a bound costs is counted.

import { i64, u16, u32, u64 } from '../base/byte-order.ts';
import { latin1Text } from './byte-text.ts';
import type { CaptureInfo, CaptureInterface } from './capture-info.ts';
import { ipv4Text, ipv6Text } from './ip-text.ts';
import { randomOfKeyLogLine } from './key-log-line.ts';
import { optionText, walkOptions } from './pcapng-options.ts';
import { TimestampResolution } from './timestamp-resolution.ts';

const PCAPDROID_PEN = 62652;
const MAX_NAMES = 100_000;
/** A domain name is no longer than this (RFC 1035 §2.3.4). */
const MAX_NAME_BYTES = 255;
const MAX_COMMENTS = 100;
/** 'TLSK', NSS key log text. */
const TLS_KEY_LOG = 0x544c534b;

/** An interface of the current section, with what is needed to date its packets. */
export class SectionInterface {
  readonly info: CaptureInterface;
  readonly time: TimestampResolution;
  #lost = 0;

  constructor(info: CaptureInterface, time: TimestampResolution) {
    this.info = info;
    this.time = time;
  }

  /** Packets lost between two packets, as the packets tell. */
  lost(packets: number): void {
    this.#lost += packets;
    this.lostInAll(this.#lost);
  }

  /** A running total. Both ways of counting tell of the same losses, so they are not added up. */
  lostInAll(packets: number): void {
    this.info.droppedPackets = Math.max(this.info.droppedPackets, packets);
  }
}

export function readSectionOptions(
  bytes: Uint8Array,
  at: number,
  end: number,
  little: boolean,
  info: CaptureInfo,
): void {
  const whole = walkOptions(bytes, at, end, little, (code, from, length) => {
    if (code === 1) keepComment(info, optionText(bytes, from, length));
    if (code === 2) info.hardware ??= optionText(bytes, from, length);
    if (code === 3) info.operatingSystem ??= optionText(bytes, from, length);
    if (code === 4) info.application ??= optionText(bytes, from, length);
  });
  if (!whole) info.count('section options cut short');
}

/** Undefined when the block is too short to hold an interface. */
export function readInterfaceBlock(
  bytes: Uint8Array,
  at: number,
  end: number,
  little: boolean,
  info: CaptureInfo,
): SectionInterface | undefined {
  if (end - at < 8) return undefined;
  let resolution = 6;
  let offsetSeconds = 0;
  const source: CaptureInterface = {
    linkType: u16(bytes, at, little),
    snapLength: u32(bytes, at + 4, little),
    resolution: 'us',
    droppedPackets: 0,
  };
  const whole = walkOptions(bytes, at + 8, end, little, (code, from, length) => {
    if (code === 1) keepComment(info, optionText(bytes, from, length));
    if (code === 2) source.name = optionText(bytes, from, length);
    if (code === 9 && length === 1) resolution = bytes[from];
    if (code === 14 && length === 8) offsetSeconds = i64(bytes, from, little);
  });
  if (!whole) info.count('interface options cut short');
  const time = new TimestampResolution(resolution, offsetSeconds);
  source.resolution = time.label;
  return new SectionInterface(source, time);
}

/** NRB records (§4.5): type 1 IPv4, type 2 IPv6, each followed by NUL-terminated names, of which the first is kept. */
export function readNameBlock(bytes: Uint8Array, start: number, end: number, little: boolean, info: CaptureInfo): void {
  const whole = walkOptions(bytes, start, end, little, (type, at, length) => {
    const width = type === 1 ? 4 : type === 2 ? 16 : 0;
    if (width === 0 || length <= width) return;
    const name = optionText(bytes, at + width, Math.min(length - width, MAX_NAME_BYTES));
    if (name === '') return;
    const address = width === 4 ? ipv4Text(bytes, at) : ipv6Text(bytes, at);
    if (info.names.size < MAX_NAMES || info.names.has(address)) info.names.set(address, name);
    else info.count(`names beyond ${MAX_NAMES}`);
  });
  if (!whole) info.count('name records cut short');
}

/** ISB (§4.6): isb_ifdrop (5) and isb_osdrop (7) are packets the file never saw. Blocks repeat running totals. */
export function readStatisticsBlock(
  bytes: Uint8Array,
  at: number,
  end: number,
  little: boolean,
  interfaces: readonly (SectionInterface | undefined)[],
  info: CaptureInfo,
): void {
  const target = end - at < 12 ? undefined : interfaces[u32(bytes, at, little)];
  if (target === undefined) {
    info.count('statistics of an undeclared interface');
    return;
  }
  let dropped = 0;
  const whole = walkOptions(bytes, at + 12, end, little, (code, from, length) => {
    if ((code === 5 || code === 7) && length === 8) dropped += u64(bytes, from, little);
  });
  if (!whole) info.count('statistics options cut short');
  target.lostInAll(dropped);
}

const MAX_RANDOMS = 1_000_000;

/** DSB (§4.7): which handshakes have secrets there; the secrets are not kept. */
export function readSecretsBlock(bytes: Uint8Array, at: number, end: number, little: boolean, info: CaptureInfo): void {
  if (end - at < 8 || u32(bytes, at, little) !== TLS_KEY_LOG) {
    info.count('secrets that are not of TLS');
    return;
  }
  info.tlsSecrets += 1;
  const length = Math.min(u32(bytes, at + 4, little), end - at - 8);
  for (const line of latin1Text(bytes, at + 8, at + 8 + length).split(/\r?\n/)) {
    const random = randomOfKeyLogLine(line);
    if (random !== undefined && info.tlsRandoms.size < MAX_RANDOMS) info.tlsRandoms.add(random);
  }
}

/** PCAPdroid's UID mapping: u16 version, u8 type 1, pad, i32 uid, two lengths, package and label. Other vendors' blocks are skipped. */
export function readCustomBlock(bytes: Uint8Array, at: number, end: number, little: boolean, info: CaptureInfo): void {
  if (end - at < 4 || u32(bytes, at, little) !== PCAPDROID_PEN) {
    info.count('custom block of another vendor');
    return;
  }
  const body = at + 4;
  // Tools that rewrite a file translate the PEN to their own byte order, but not what follows it: the version tells that order.
  const order = end - body < 10 ? undefined : [true, false].find((way) => u16(bytes, body, way) === 1);
  if (order === undefined || bytes[body + 2] !== 1) {
    info.count('PCAPdroid block of unknown version');
    return;
  }
  const packageBytes = bytes[body + 8];
  const labelBytes = bytes[body + 9];
  const names = body + 10;
  if (names + packageBytes + labelBytes > end) {
    info.count('PCAPdroid block cut short');
    return;
  }
  const uid = u32(bytes, body + 4, order) | 0;
  if (info.uidNames.size >= MAX_NAMES && !info.uidNames.has(uid)) {
    info.count(`PCAPdroid names beyond ${MAX_NAMES}`);
    return;
  }
  info.uidNames.set(uid, {
    packageName: optionText(bytes, names, packageBytes),
    label: optionText(bytes, names + packageBytes, labelBytes),
  });
}

function keepComment(info: CaptureInfo, text: string): void {
  if (info.comments.length < MAX_COMMENTS) info.comments.push(text);
  else info.count(`comments beyond ${MAX_COMMENTS}`);
}
