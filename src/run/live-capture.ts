// Capturing from an interface with the optional package `cap` (libpcap), as the bytes of a pcap file, so that the usual reader takes it.
// `cap` gives no kernel timestamps and no original lengths: times are those of arrival in this process. tcpdump on stdin is more exact.

import { performance } from 'node:perf_hooks';
import { UserError } from '../base/user-error.ts';
import { ExitCode } from './exit-code.ts';
import { PacketQueue, SNAP_LENGTH } from './packet-queue.ts';

export interface LiveCapture {
  /** A pcap file that grows until the signal is aborted. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Packets dropped here because they were not read in time; the kernel may have dropped more. */
  droppedPackets(): number;
}

export async function openLiveCapture(interfaceName: string, signal: AbortSignal): Promise<LiveCapture> {
  const cap = await loadCap();
  if (cap === undefined)
    throw new UserError(`-i needs the package cap (npm install cap). ${withTcpdump(interfaceName)}`);
  const session = new cap.Cap();
  // `cap` writes every packet into this one buffer through a raw pointer.
  const frame = Buffer.alloc(SNAP_LENGTH);
  NEVER_FREED.push({ session, frame });
  const queue = new PacketQueue(openInterface(session, interfaceName, frame));
  session.on('packet', (length) => {
    queue.push(frame.subarray(0, length), (performance.timeOrigin + performance.now()) * 1000);
  });
  const stop = () => {
    session.close();
    queue.end();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return {
    chunks: closing(queue.chunks(), stop),
    droppedPackets: () => queue.droppedPackets,
  };
}

/** The package, or undefined where it is not installed or does not load. */
export async function loadCap(): Promise<CapPackage | undefined> {
  // A name in a variable: neither the compiler nor a bundler may demand an optional package.
  const name = 'cap';
  try {
    return ((await import(name)) as { default: CapPackage }).default;
  } catch {
    return undefined;
  }
}

interface CapPackage {
  readonly Cap: new () => CapSession;
}

interface CapSession {
  open(device: string, filter: string, kernelBufferBytes: number, frame: Buffer): string;
  on(event: 'packet', listener: (length: number, truncated: boolean) => void): unknown;
  close(): void;
}

/** A session leaves its handle in the event loop even when it is closed: the process crashes once the session, or its frame, is collected. */
const NEVER_FREED: { readonly session: CapSession; readonly frame: Buffer }[] = [];

const KERNEL_BUFFER_BYTES = 16 * 1024 * 1024;

/** `cap`'s words for link types, as https://www.tcpdump.org/linktypes.html numbers them. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  RAW: 101,
  LINKTYPE_LINUX_SLL: 113,
  IEEE802_11_RADIO: 127,
};

function openInterface(session: CapSession, interfaceName: string, frame: Buffer): number {
  let word: string;
  try {
    word = session.open(interfaceName, '', KERNEL_BUFFER_BYTES, frame);
  } catch (error) {
    const why = (error as Error).message;
    throw new UserError(`Cannot capture from ${interfaceName}: ${why}. ${withTcpdump(interfaceName)}`, ExitCode.io);
  }
  const linkType = LINK_TYPES[word];
  if (linkType !== undefined) return linkType;
  session.close();
  throw new UserError(`${interfaceName} has a link type that cap cannot name (${word}). ${withTcpdump(interfaceName)}`);
}

function withTcpdump(interfaceName: string): string {
  return `Without it: tcpdump -i ${interfaceName} -U -w - | cipherscope analyze -`;
}

/** A reader that stops early (an error, a break) must not leave the interface open. */
async function* closing(chunks: AsyncGenerator<Uint8Array>, stop: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } finally {
    stop();
  }
}
