// Reads a capture file into flows in this thread, from feed to pipeline, as a run does, and hands every ended flow to the test.

import { addressText } from '../../src/flows/address-text.ts';
import { FinishedFlowView } from '../../src/flows/finished-flow-view.ts';
import { KEY_WORDS, SHARDS } from '../../src/flows/flow-key.ts';
import type { FlowMeter } from '../../src/flows/flow-meter.ts';
import { FlowPipeline } from '../../src/flows/flow-pipeline.ts';
import type { EndReason } from '../../src/flows/flow-record.ts';
import type { ByteSource } from '../../src/parse/byte-source.ts';
import { openCaptureFile } from '../../src/parse/capture-file.ts';
import { ReadStep } from '../../src/parse/capture-format.ts';
import type { CaptureRecord } from '../../src/parse/capture-record.ts';
import { PacketDecoder } from '../../src/parse/packet-decoder.ts';
import { PacketFeed } from '../../src/parse/packet-feed.ts';
import type { PacketView } from '../../src/parse/packet-view.ts';

export interface EndedFlow {
  /** Borrowed: valid until the callback returns. */
  readonly flow: FinishedFlowView;
  readonly meter: FlowMeter;
  readonly row: number;
  readonly reason: EndReason;
  readonly origIp: string;
  readonly respIp: string;
}

export interface CaptureOptions {
  /** Called for every packet that a flow gets. */
  readonly onPacket?: (view: PacketView, record: CaptureRecord) => void;
  /** By default the file. */
  readonly open?: () => ByteSource;
  readonly maxFlows?: number;
}

export interface CaptureRun {
  readonly decoder: PacketDecoder;
  readonly pipeline: FlowPipeline;
}

export async function captureFlows(
  path: string,
  onFlow: (ended: EndedFlow) => void,
  options: CaptureOptions = {},
): Promise<CaptureRun> {
  const { onPacket, open = () => openCaptureFile(path).source, maxFlows = 1_000_000 } = options;
  const feed = new PacketFeed([{ firstUs: Number.NEGATIVE_INFINITY, open }]);
  const decoder = new PacketDecoder();
  const flow = new FinishedFlowView();
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  const pipeline = new FlowPipeline(shards, maxFlows, (meter, row, reason) => {
    flow.load(meter, row, false);
    const { key } = meter.table.columns;
    const [origIp, respIp] = [0, 4].map((word) => addressText(key, row * KEY_WORDS + word)) as [string, string];
    onFlow({ flow, meter, row, reason, origIp, respIp });
  });
  for (;;) {
    const step = feed.next();
    if (step === ReadStep.end) break;
    if (step === ReadStep.more) {
      await feed.fill();
      continue;
    }
    const { record, info } = feed.current as NonNullable<PacketFeed['current']>;
    if (!decoder.decode(record, info.byteOrder === 'little')) continue;
    onPacket?.(decoder.view, record);
    pipeline.packet(decoder.view, 0, info.interfaces.length > 1);
  }
  feed.close();
  decoder.fragments.finish();
  pipeline.finish();
  return { decoder, pipeline };
}

/** The same for both directions. */
export function tuple(protocol: number, ip: string, port: number, otherIp: string, otherPort: number): string {
  const ends = [`${ip} ${port}`, `${otherIp} ${otherPort}`].sort();
  return `${protocol} ${ends.join(' ')}`;
}
