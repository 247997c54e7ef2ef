// The first bytes of every flow of a capture, as the built library put them in order: what the baselines of the same run see.
// Flows are named by their first frame, as flow records are.

import { FinishedFlowView } from '../../dist/flows/finished-flow-view.js';
import { SHARDS } from '../../dist/flows/flow-key.js';
import { FlowPipeline } from '../../dist/flows/flow-pipeline.js';
import { openCaptureFile } from '../../dist/parse/capture-file.js';
import { ReadStep } from '../../dist/parse/capture-format.js';
import { PacketDecoder } from '../../dist/parse/packet-decoder.js';
import { PacketFeed } from '../../dist/parse/packet-feed.js';

const MAX_FLOWS = 100_000;
/** Messages of a flow that baselines look at. */
const MESSAGES = 5;

/**
 * `measure(bytes)` is called once a flow while the bytes are valid: `{ protocol, startSeen, orig, resp, messages: [{ fromOriginator, bytes }] }`,
 * `orig` and `resp` being the stored prefix of a direction, `messageCount` the messages in its log. Returns `Map(firstFrame → what measure returned)`.
 */
export async function measureFlowBytes(path, measure) {
  const measured = new Map();
  const view = new FinishedFlowView();
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  const pipeline = new FlowPipeline(shards, MAX_FLOWS, (meter, row) => {
    view.load(meter, row, false);
    measured.set(meter.table.columns.firstFrame[row], measure(bytesOf(view)));
  });
  const feed = new PacketFeed([{ firstUs: Number.NEGATIVE_INFINITY, open: () => openCaptureFile(path).source }]);
  const decoder = new PacketDecoder();
  for (;;) {
    const step = feed.next();
    if (step === ReadStep.end) break;
    if (step === ReadStep.more) {
      await feed.fill();
      continue;
    }
    const { record, info } = feed.current;
    if (!decoder.decode(record, info.byteOrder === 'little')) continue;
    pipeline.packet(decoder.view, 0, info.interfaces.length > 1);
  }
  feed.close();
  decoder.fragments.finish();
  pipeline.finish();
  return measured;
}

function bytesOf({ protocol, startSeen, orig, resp, messages: log }) {
  const messages = [];
  for (let i = 0; i < log.count && messages.length < MESSAGES; i++) {
    const { prefix } = log.fromOriginator[i] === 1 ? orig : resp;
    const start = log.prefixOffset[i];
    const bytes = prefix.subarray(start, start + log.bytes[i]);
    if (bytes.length > 0) messages.push({ fromOriginator: log.fromOriginator[i] === 1, bytes });
  }
  return { protocol, startSeen, orig: orig.prefix, resp: resp.prefix, messages, messageCount: log.count };
}
