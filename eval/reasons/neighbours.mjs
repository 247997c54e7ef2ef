// Flows that a reason cites beside its own: frames of other conversations to the same address and port, or to the same port of others, and no more of them
// than tshark has.

const CITED =
  /(one(?: other)? flow|(\d+)(?: other)? flows) to the same (address and port|port of other addresses).*?\(frames? ([\d, ]+)/;
/** A flow ends by idle time (ARCHITECTURE.md): conversations that tshark joins are several then. */
const IDLE_S = { tcp: 300, udp: 60 };

/** Undefined where the reason cites none. `frames`: of tsharkFrames. */
export function citesNeighbours(reason, flow, frames) {
  const found = CITED.exec(reason);
  if (found === null) return undefined;
  const [, , count = '1', where, list] = found;
  const own = frames.get(flow.first_frame);
  const cited = list
    .split(',')
    .filter((text) => text.trim() !== '')
    .map((text) => frames.get(Number(text)));
  if (own === undefined || cited.includes(undefined)) return false;
  const isBeside = (packet) =>
    packet.transport === own.transport && packet.stream !== own.stream && reaches(packet, flow.resp, where);
  // The same conversation, picked up again, is another flow; what all of them publish counts their own.
  const isAgain = (packet) =>
    packet.stream === own.stream && (packet.number !== own.number || reason.startsWith('what '));
  const all = conversations(frames, flow.resp, own.transport, where);
  return cited.every((packet) => isBeside(packet) || isAgain(packet)) && Number(count) <= all;
}

function reaches({ ends }, { ip, port }, where) {
  if (where === 'address and port') return ends.some((end) => end.ip === ip && end.port === port);
  return ends.some((end) => end.port === port && end.ip !== ip);
}

function conversations(frames, responder, transport, where) {
  const last = new Map();
  let count = 0;
  for (const packet of frames.values()) {
    if (packet.transport !== transport || !ofResponder(packet, responder, where)) continue;
    const before = last.get(packet.stream);
    if (before === undefined || packet.seconds - before > IDLE_S[transport] || packet.isSyn) count++;
    last.set(packet.stream, packet.seconds);
  }
  return count;
}

function ofResponder({ ends }, { ip, port }, where) {
  return ends.some((end) => end.port === port && (where !== 'address and port' || end.ip === ip));
}
