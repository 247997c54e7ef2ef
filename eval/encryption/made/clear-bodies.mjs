// What home-made protocols say in the clear although most of it looks random: ids, digests, signatures, filters, packed readings.
// A family makes what stays the same over a channel, and from it the bodies of a request and of its answer.

import { bloom, double, float, hash, number, packed, randomBytes, several, uuid, varint } from './values.mjs';

const clamp = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
const ids = (draw, count, bytes) => Array.from({ length: count }, () => randomBytes(draw, bytes));
const address = (draw) => Buffer.concat([Buffer.from([10, 0, draw.whole(0, 3), draw.whole(1, 250)]), number(7946, 2)]);

/** `{ state(draw), ask(draw, state, turn), answer(draw, state, turn, asked) }`; a body may be undefined: nothing is said. */
export const CLEAR_BODIES = {
  /** Membership: who is alive, with incarnation numbers (SWIM). */
  membership: {
    state: (draw) => ({ size: draw.pick([16, 20, 32]), nodes: draw.whole(5, 60), crowd: [] }),
    ask: (draw, state) => members(draw, state, draw.whole(1, 6)),
    answer: (draw, state) => members(draw, state, draw.whole(1, 8)),
  },
  /** Anti-entropy: id, digest and version of what each node has. */
  digests: {
    state: (draw) => ({
      size: draw.pick([8, 16, 20, 32]),
      digest: draw.pick([16, 20, 32]),
      nodes: draw.whole(4, 80),
      crowd: [],
    }),
    ask: (draw, state, turn) => records(draw, state, draw.whole(1, 10), turn),
    answer: (draw, state, turn) => records(draw, state, draw.whole(0, 10), turn),
  },
  /** Like Kademlia in binary: transaction, own id, target; answers are nodes near it. */
  lookup_table: {
    state: (draw) => ({ size: draw.pick([20, 32]), own: undefined, width: draw.pick([4, 8]) }),
    ask: (draw, state) => {
      state.own ??= randomBytes(draw, state.size);
      state.transaction = randomBytes(draw, state.width);
      return Buffer.concat([state.transaction, state.own, randomBytes(draw, state.size)]);
    },
    answer: (draw, state) =>
      Buffer.concat([
        state.transaction,
        several(draw.pick([4, 8, 8, 8]), () => Buffer.concat([randomBytes(draw, state.size), address(draw)])),
      ]),
  },
  /** New blocks by height, hash and hash of the one before, signed. */
  announcements: {
    state: (draw) => ({ height: draw.whole(1e5, 9e6), before: randomBytes(draw, 32), signature: draw.pick([0, 64]) }),
    ask: (draw, state) => {
      state.height++;
      const own = hash(32, `${state.height} ${state.before.toString('hex')}`);
      const block = Buffer.concat([number(state.height, 4), own, state.before, randomBytes(draw, state.signature)]);
      state.before = own;
      return block;
    },
    answer: (draw, state) => (draw.share() < 0.5 ? Buffer.concat([number(state.height, 4), state.before]) : undefined),
  },
  /** Which of many hashes the other side wants. */
  inventory: {
    state: (draw) => ({ size: draw.pick([20, 32]), typed: draw.share() < 0.5 }),
    ask: (draw, state) => {
      const told = ids(draw, draw.whole(1, 12), state.size);
      state.told = told;
      return listed(told, state.typed);
    },
    answer: (draw, state) =>
      listed(
        state.told.filter(() => draw.share() < 0.6),
        state.typed,
      ),
  },
  /** The hashes of a file's pieces, asked for by its id. */
  chunk_hashes: {
    state: (draw) => ({ size: draw.pick([16, 20, 32]), file: randomBytes(draw, 32) }),
    ask: (_draw, state, turn) => Buffer.concat([state.file, number(turn * 16, 4), number(16, 2)]),
    answer: (draw, state) => listed(ids(draw, draw.pick([8, 16, 16, 24]), state.size), false),
  },
  /** A leaf's way to the root of a Merkle tree. */
  proofs: {
    state: (draw) => ({ depth: draw.whole(3, 20), root: randomBytes(draw, 32) }),
    ask: (draw, state) => Buffer.concat([state.root, number(draw.whole(0, 2 ** state.depth - 1), 4)]),
    answer: (draw, state) =>
      Buffer.concat([
        Buffer.from([state.depth]),
        several(state.depth, () => Buffer.concat([Buffer.from([draw.whole(0, 1)]), randomBytes(draw, 32)])),
      ]),
  },
  /** Events of a device: two UUIDs, a time and a value. */
  events: {
    state: (draw) => ({ device: uuid(draw), session: uuid(draw), ms: 1.79e12 }),
    ask: (draw, state, turn) => {
      state.ms += draw.whole(10, 90_000);
      return several(draw.whole(1, 4), () =>
        Buffer.concat([
          state.device,
          state.session,
          uuid(draw),
          number(state.ms, 8),
          Buffer.from([turn % 5]),
          float(draw.normal() * 20),
        ]),
      );
    },
    answer: (_draw, state) => Buffer.concat([state.session, Buffer.from([0])]),
  },
  /** I am alive, under a message authentication code. */
  heartbeats: {
    state: (draw) => ({
      device: randomBytes(draw, draw.pick([8, 16])),
      code: draw.pick([16, 20, 32]),
      at: 1.79e9,
      count: draw.whole(0, 9e4),
    }),
    ask: (draw, state) => {
      state.at += draw.whole(20, 40);
      const told = Buffer.concat([state.device, number(state.count++, 4), number(state.at, 4)]);
      return Buffer.concat([told, hash(state.code, `key ${told.toString('hex')}`)]);
    },
    answer: (_draw, state) => {
      const told = Buffer.concat([state.device, number(state.count, 4)]);
      return Buffer.concat([told, hash(state.code, `yek ${told.toString('hex')}`)]);
    },
  },
  /** Replicas and how far each has come, then operations under such a clock. */
  clocks: {
    state: (draw) => ({
      size: draw.pick([8, 16]),
      replicas: draw.whole(2, 12),
      width: draw.pick([4, 8]),
      counts: [],
      crowd: [],
    }),
    ask: (draw, state) => clock(draw, state),
    answer: (draw, state) => clock(draw, state),
  },
  /** Filters of what one side has, sent again as they fill. */
  filters: {
    state: (draw) => ({
      bytes: draw.pick([64, 128, 256, 512]),
      hashes: draw.whole(3, 7),
      items: ids(draw, draw.whole(40, 300), 8),
    }),
    ask: (draw, state) => {
      state.items.push(...ids(draw, draw.whole(1, 4), 8));
      return Buffer.concat([
        number(state.items.length, 2),
        Buffer.from([state.hashes]),
        bloom(state.items, state.bytes, state.hashes),
      ]);
    },
    answer: (draw, state) => number(draw.whole(0, state.items.length), 2),
  },
  /** A token of the session in every request and every answer. */
  tokens: {
    state: (draw) => ({ token: randomBytes(draw, draw.pick([16, 24, 32])), size: draw.pick([16, 32]), row: 0 }),
    ask: (draw, state) => Buffer.concat([state.token, uuid(draw), number(state.row++, 4), randomBytes(draw, 8)]),
    answer: (_draw, state) => Buffer.concat([state.token, number(state.row, 4), hash(state.size, `row ${state.row}`)]),
  },
  /** Who has which public key, each entry signed. */
  directory: {
    state: (draw) => ({ crowd: ids(draw, draw.whole(6, 50), 32), signature: draw.pick([0, 64]) }),
    ask: (draw, state) => several(draw.whole(1, 5), () => draw.pick(state.crowd)),
    answer: (draw, state) =>
      several(draw.whole(1, 5), () =>
        Buffer.concat([
          draw.pick(state.crowd),
          number(draw.whole(1.78e9, 1.79e9), 4),
          randomBytes(draw, state.signature),
        ]),
      ),
  },
  /** Numbers of a model or of sensors, as floats. */
  floats: {
    state: (draw) => ({
      count: draw.whole(8, 90),
      isDouble: draw.share() < 0.3,
      isLittle: draw.share() < 0.5,
      scale: draw.pick([1, 30, 1000]),
    }),
    ask: (draw, state) =>
      several(state.count, () => (state.isDouble ? double : float)(draw.normal() * state.scale, state.isLittle)),
    answer: (draw, state) => several(draw.whole(1, 4), () => float(draw.normal() * state.scale, state.isLittle)),
  },
  /** Positions in fixed point, and how they move. */
  positions: {
    state: (draw) => ({ points: draw.whole(4, 40), track: undefined }),
    ask: (draw, state) => {
      state.track ??= Array.from({ length: state.points }, () => [draw.normal() * 5e8, draw.normal() * 9e8]);
      return several(state.points, (i) => {
        const point = state.track[i];
        point[0] += draw.normal() * 800;
        point[1] += draw.normal() * 800;
        return Buffer.concat([number((point[0] >>> 0) % 2 ** 32, 4), number((point[1] >>> 0) % 2 ** 32, 4)]);
      });
    },
    answer: (draw) => number(draw.whole(0, 255), 1),
  },
  /** Samples of 10, 12 or 14 bits, packed. */
  samples: {
    state: (draw) => ({
      width: draw.pick([10, 12, 14]),
      count: draw.whole(40, 300),
      phase: 0,
      noise: draw.pick([0.02, 0.1, 0.4]),
    }),
    ask: (draw, state) => {
      const half = 2 ** (state.width - 1);
      const values = Array.from({ length: state.count }, (_, i) =>
        clamp(half * (1 + 0.6 * Math.sin(state.phase + 0.07 * i) + state.noise * draw.normal()), 2 * half - 1),
      );
      state.phase += 0.07 * state.count;
      return packed(values, state.width);
    },
    answer: (draw) => number(draw.whole(0, 255), 2),
  },
  /** Steps from value to value in as few bits as hold them. */
  steps: {
    state: (draw) => ({ width: draw.pick([3, 5, 6, 7]), count: draw.whole(80, 500) }),
    ask: (draw, state) => {
      const half = 2 ** (state.width - 1);
      return Buffer.concat([
        number(draw.whole(1e6, 9e6), 4),
        packed(
          Array.from({ length: state.count }, () => clamp(half + (half / 2.2) * draw.normal(), 2 * half - 1)),
          state.width,
        ),
      ]);
    },
    answer: (draw) => number(draw.whole(0, 3), 1),
  },
  /** Numbers of any size as base-128 varints, zigzag. */
  varints: {
    state: (draw) => ({ count: draw.whole(20, 120), bits: draw.whole(10, 34) }),
    ask: (draw, state) => several(state.count, () => varint(2 ** (draw.share() * state.bits))),
    answer: (draw, state) => several(draw.whole(2, 30), () => varint(2 ** (draw.share() * state.bits))),
  },
  /** A store by content: put under a hash, get by it. */
  store: {
    state: (draw) => ({ keys: [], size: draw.pick([20, 32]) }),
    ask: (draw, state) => {
      const value = several(draw.whole(4, 20), () => number(draw.whole(0, 900), 4));
      const key = hash(state.size, value);
      state.keys.push(key);
      return Buffer.concat([key, value]);
    },
    answer: (draw, state) => Buffer.concat([state.keys.at(-1), number(0, 1), draw.pick(state.keys)]),
  },
};

function members(draw, state, count) {
  while (state.crowd.length < state.nodes)
    state.crowd.push({ id: randomBytes(draw, state.size), at: address(draw), seen: draw.whole(0, 9) });
  return several(count, () => {
    const member = draw.pick(state.crowd);
    member.seen += draw.whole(0, 2);
    return Buffer.concat([member.id, member.at, number(member.seen, 4), Buffer.from([draw.whole(0, 2)])]);
  });
}

function records(draw, state, count, turn) {
  while (state.crowd.length < state.nodes)
    state.crowd.push({ id: randomBytes(draw, state.size), version: draw.whole(0, 900) });
  return Buffer.concat([
    number(count, 1),
    several(count, () => {
      const node = draw.pick(state.crowd);
      node.version += draw.whole(0, 3) * (turn % 2);
      return Buffer.concat([
        node.id,
        hash(state.digest, `${node.id.toString('hex')} ${node.version}`),
        number(node.version, 4),
      ]);
    }),
  ]);
}

function listed(hashes, isTyped) {
  return Buffer.concat([
    number(hashes.length, 2),
    ...hashes.map((one) => (isTyped ? Buffer.concat([number(2, 4), one]) : one)),
  ]);
}

function clock(draw, state) {
  while (state.crowd.length < state.replicas) {
    state.crowd.push(randomBytes(draw, state.size));
    state.counts.push(draw.whole(1, 5000));
  }
  const vector = state.crowd.map((id, i) => {
    state.counts[i] += draw.whole(0, 5);
    return Buffer.concat([id, number(state.counts[i], state.width)]);
  });
  return Buffer.concat([
    number(vector.length, 1),
    ...vector,
    randomBytes(draw, draw.whole(0, 40)).map((byte) => byte & 63),
  ]);
}
