// Channels of made protocols as packets: a frame layout, a family of bodies, a few flows to one server or to several.

import { seededDraw } from '../lab/random.mjs';
import { hash, number, randomBytes } from './values.mjs';

const START_US = 1_790_000_000_000_000;
const RTT_US = 30_000;

/** `{ transport, servers, flows }` of channel `index`: flows as pcapOf takes them, with `family` and `channel`. */
export function madeChannel(part, family, body, index) {
  const draw = seededDraw(`made ${part} ${family} ${index}`);
  const transport = draw.share() < 0.6 ? 'udp' : 'tcp';
  const layout = drawLayout(draw, transport);
  const isCrowd = transport === 'udp' && draw.share() < 0.4;
  const remotePort = draw.whole(2000, 29_999);
  const state = body.state(draw);
  const count = draw.pick([1, 1, 2, 3, 6, 12]);
  const flows = [];
  for (let i = 0; i < count; i++) {
    const startUs = START_US + index * 1_000_000 + i * 20_000_000;
    const session = randomBytes(draw, layout.sessionBytes);
    const messages = [];
    const rounds = draw.pick(count > 3 ? [1, 2, 3, 8] : [4, 8, 16, 24]);
    for (let turn = 0; turn < rounds; turn++) {
      const atUs = startUs + 100_000 + turn * 200_000;
      const asked = body.ask(draw, state, turn);
      if (asked !== undefined) messages.push({ atUs, from: 'up', bytes: framed(layout, turn, session, asked, 1) });
      if (!layout.answers) continue;
      const answer = body.answer(draw, state, turn);
      if (answer !== undefined)
        messages.push({ atUs: atUs + RTT_US, from: 'down', bytes: framed(layout, turn, session, answer, 2) });
    }
    flows.push({
      transport,
      startUs,
      localPort: 30_000 + draw.whole(0, 30_000),
      remotePort,
      server: isCrowd ? i : 0,
      messages,
      rttUs: RTT_US,
    });
  }
  return flows;
}

function drawLayout(draw, transport) {
  return {
    magic: randomBytes(draw, draw.pick([0, 0, 1, 2, 4])),
    typed: draw.share() < 0.7,
    numberBytes: draw.pick([0, 1, 2, 4]),
    sessionBytes: draw.pick([0, 0, 4, 8, 16]),
    isLittle: draw.share() < 0.5,
    lengthBytes: transport === 'tcp' ? draw.pick([2, 4]) : draw.pick([0, 0, 2]),
    trailer: draw.pick(['none', 'none', 'none', 'sum', 'code']),
    answers: draw.share() < 0.75,
  };
}

function framed(layout, turn, session, body, type) {
  const { magic, typed, numberBytes, isLittle, lengthBytes, trailer } = layout;
  const head = Buffer.concat([
    magic,
    typed ? Buffer.from([type]) : Buffer.alloc(0),
    number(turn, numberBytes, isLittle),
    session,
  ]);
  const end = trailer === 'none' ? Buffer.alloc(0) : hash(trailer === 'sum' ? 4 : 16, Buffer.concat([head, body]));
  const whole = Buffer.concat([head, body, end]);
  return Buffer.concat([number(whole.length, lengthBytes, isLittle), whole]);
}
