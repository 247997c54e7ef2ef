// The pcapng blocks without packets: section and interface options, name resolution, statistics, and PCAPdroid's UID block (PEN 62652).

import type { CaptureInfo, CaptureInterface } from './capture-info.ts';
import { optionText, walkOptions } from './pcapng-options.ts';
import { TimestampResolution } from './timestamp-resolution.ts';

const PCAPDROID_PEN = 62652;
/** Bounds what a hostile file can make us keep. */
const MAX_NAMES = 100_000;
const MAX_COMMENTS = 100;

export function readSectionOptions(
  bytes: Uint8Array,
  at: number,
  end: number,
  little: boolean,
  info: CaptureInfo,
): void {
  walkOptions(bytes, at, end, little, (code, from, length) => {
    const text = optionText(bytes, from, length);
    if (code === 1 && info.comments.length < MAX_COMMENTS) info.comments.push(text);
    if (code === 2) info.hardware ??= text;
    if (code === 3) info.operatingSystem ??= text;
    if (code === 4) info.application ??= text;
  });
}

/** Undefined when the block is too short to hold an interface. */
export function readInterfaceBlock(
  bytes: Uint8Array,
  at: number,
  end: number,
  little: boolean,
): { info: CaptureInterface; time: TimestampResolution } | undefined {
  if (end - at < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let resolution = 6;
  let offsetSeconds = 0;
  const info: CaptureInterface = {
    linkType: view.getUint16(at, little),
    snapLength: view.getUint32(at + 4, little),
    resolution: 'us',
    droppedPackets: 0,
  };
  walkOptions(bytes, at + 8, end, little, (code, from, length) => {
    if (code === 2) info.name = optionText(bytes, from, length);
    if (code === 9 && length === 1) resolution = bytes[from];
    if (code === 14 && length === 8) offsetSeconds = Number(view.getBigInt64(from, little));
  });
  const time = new TimestampResolution(resolution, offsetSeconds);
  info.resolution = time.label;
  return { info, time };
}

/** NRB records (§4.4): type 1 IPv4, type 2 IPv6, each followed by NUL-terminated names. */
export function readNameBlock(bytes: Uint8Array, start: number, end: number, little: boolean, info: CaptureInfo): void {
  walkOptions(bytes, start, end, little, (type, at, length) => {
    const width = type === 1 ? 4 : type === 2 ? 16 : 0;
    if (width === 0 || length <= width || info.names.size >= MAX_NAMES) return;
    const name = optionText(bytes, at + width, length - width);
    if (name !== '') info.names.set(addressText(bytes, at, width), name);
  });
}

/** ISB (§4.6): isb_ifdrop (5) and isb_osdrop (7) are packets the file never saw. */
export function readStatisticsBlock(
  bytes: Uint8Array,
  at: number,
  end: number,
  little: boolean,
  interfaces: readonly { info: CaptureInterface }[],
): void {
  if (end - at < 12) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const target = interfaces[view.getUint32(at, little)];
  if (target === undefined) return;
  let dropped = 0;
  walkOptions(bytes, at + 12, end, little, (code, from, length) => {
    if ((code === 5 || code === 7) && length === 8) dropped += Number(view.getBigUint64(from, little));
  });
  // Statistics blocks repeat running totals: the last one holds.
  target.info.droppedPackets = Math.max(target.info.droppedPackets, dropped);
}

/** PCAPdroid's UID mapping: u16 version, u8 type 1, pad, i32 uid, two lengths, package and label. Other vendors' blocks are skipped. */
export function readCustomBlock(bytes: Uint8Array, at: number, end: number, little: boolean, info: CaptureInfo): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (end - at < 4 || view.getUint32(at, little) !== PCAPDROID_PEN) {
    info.count('custom block of another vendor');
    return;
  }
  const body = at + 4;
  if (end - body < 10 || view.getUint16(body, little) !== 1 || bytes[body + 2] !== 1) {
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
  if (info.uidNames.size >= MAX_NAMES) return;
  info.uidNames.set(view.getInt32(body + 4, little), {
    packageName: optionText(bytes, names, packageBytes),
    label: optionText(bytes, names + packageBytes, labelBytes),
  });
}

function addressText(bytes: Uint8Array, at: number, width: number): string {
  if (width === 4) return Array.from(bytes.subarray(at, at + 4)).join('.');
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[at + i] << 8) | bytes[at + i + 1]).toString(16));
  return groups.join(':');
}
