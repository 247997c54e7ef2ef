// Messages of short flows that were tested together, gathered once more: of each conversation to the address and port the first datagrams of either side, cut
// as the product keeps them. Only where all conversations that tshark has are of the pool, and so few that one test takes all their messages.

const POOLED =
  /(originator|responder)s: (\d+) bytes of (\d+) different messages(?: \((?:(\d+) skipped in each message)?(?:, )?(?:(\d+) left out at its end)?\))? are (?:not )?uniform together: entropy ([-\d.]+) bits \(z ([-\d.]+)\), chi-square z ([-\d.]+), popcount z ([-\d.]+)(.*)/;
const WITH = /^with (?:one|(\d+)) other flows? to the same address and port/;
const MESSAGES_A_SIDE = 3;
const MESSAGE_BYTES = 192;
const MOST_MESSAGES = 40;
const MOST_BYTES = 2048;
const BLOCK_BYTES = 16;

/** `{ bytes, count, numbers }` of a reason about the pool that `opening`, the flow's reason before it, tells; undefined where it cannot be gathered. */
export function pooledBytes(reason, opening, flow, frames) {
  const [found, members] = [POOLED.exec(reason), WITH.exec(opening ?? '')];
  if (found === null || members === null || flow.transport !== 'udp') return undefined;
  const [, name, count, messages, skipped = 0, trailer = 0, ...rest] = found;
  const after = rest.pop();
  const conversations = conversationsTo(frames, flow.resp);
  if (conversations.length !== Number(members[1] ?? 1) + 1) return undefined;
  const different = new Map();
  for (const packets of conversations) {
    const own = packets.filter(({ isSent, payload }) => isSent === (name === 'originator') && payload !== '');
    for (const { payload } of own.slice(0, MESSAGES_A_SIDE)) {
      const bytes = Buffer.from(payload, 'hex').subarray(0, MESSAGE_BYTES);
      different.set(bytes.toString('latin1'), bytes);
    }
  }
  if (different.size > MOST_MESSAGES) return undefined;
  if (after.includes('equal blocks')) {
    const blocks = differentBlocks(different.values(), Number(skipped));
    return { bytes: blocks, count: Number(count), numbers: rest };
  }
  const pieces = new Map();
  let left = MOST_BYTES;
  for (const bytes of different.values()) {
    const whole = bytes.subarray(0, left);
    left -= whole.length;
    const piece = whole.subarray(Number(skipped), Math.max(Number(skipped), whole.length - Number(trailer)));
    // What is the same behind different headers was sent again.
    if (piece.length > 0) pieces.set(piece.toString('latin1'), piece);
  }
  if (pieces.size !== Number(messages)) return undefined;
  return { bytes: Buffer.concat([...pieces.values()]), count: Number(count), numbers: rest };
}

/** Whole blocks behind the header, each once. */
function differentBlocks(messages, skipped) {
  const blocks = new Map();
  for (const bytes of messages) {
    for (let at = skipped; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES) {
      const block = bytes.subarray(at, at + BLOCK_BYTES);
      blocks.set(block.toString('latin1'), block);
    }
  }
  return Buffer.concat([...blocks.values()]);
}

function conversationsTo(frames, { ip, port }) {
  const streams = new Map();
  for (const { transport, stream, ends, payload } of frames.values()) {
    const at = ends.findIndex((end) => end.ip === ip && end.port === port);
    if (transport !== 'udp' || at < 0) continue;
    streams.set(stream, [...(streams.get(stream) ?? []), { isSent: at === 1, payload }]);
  }
  return [...streams.values()];
}
