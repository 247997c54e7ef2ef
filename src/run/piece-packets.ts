// Every packet of capture files once more, in order and in one thread: for what looks something up after the analysis.

import { setImmediate } from 'node:timers/promises';
import { openCaptureFile } from '../parse/capture-file.ts';
import { ReadStep } from '../parse/capture-format.ts';
import type { CaptureInfo } from '../parse/capture-info.ts';
import type { CaptureRecord } from '../parse/capture-record.ts';
import { PacketDecoder } from '../parse/packet-decoder.ts';
import { PacketFeed } from '../parse/packet-feed.ts';
import type { PacketView } from '../parse/packet-view.ts';

export interface WatchPiece {
  readonly path: string;
  readonly firstUs: number | undefined;
}

/** `view` is undefined for what is not decoded; record and view hold until the call returns. `piece` is the file's place in the list, `info` what is known of it so far. */
export type OnPacket = (
  record: CaptureRecord,
  view: PacketView | undefined,
  piece: number,
  decoder: PacketDecoder,
  info: CaptureInfo,
) => void;

export async function readPackets(pieces: readonly WatchPiece[], onPacket: OnPacket): Promise<void> {
  const feed = new PacketFeed(
    pieces.map(({ path, firstUs }) => ({
      firstUs: firstUs ?? Number.POSITIVE_INFINITY,
      open: () => openCaptureFile(path).source,
    })),
  );
  const decoder = new PacketDecoder();
  try {
    for (;;) {
      const step = feed.next();
      if (step === ReadStep.more) {
        // Without a macrotask now and then, Ctrl-C would wait for the end.
        await (feed.fill() ?? setImmediate());
        continue;
      }
      const piece = feed.current;
      if (step === ReadStep.end || piece === undefined) return;
      const { record, index, info } = piece;
      const isDecoded = decoder.decode(record, info.byteOrder === 'little');
      onPacket(record, isDecoded ? decoder.view : undefined, index, decoder, info);
    }
  } finally {
    feed.close();
  }
}
