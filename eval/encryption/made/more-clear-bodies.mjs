// More kinds of clear protocols, made when the rules for the others were done: numbers packed, sorted and in base 128, records with checksums and hashes, lists of
// peers, signed readings. What of them is called ciphertext is told as it is; some consist of random bytes but for a count, and no test of bytes can tell them.

import { double, float, hash, number, packed, randomBytes, several, uuid, varint } from './values.mjs';

const zigzag = (value) => (value < 0 ? -2 * value - 1 : 2 * value);
const spread = (draw, deviation) => Math.round(draw.normal() * deviation);
const within = (value, least, most) => Math.max(least, Math.min(most, value));
const short = (draw) => number(draw.whole(0, 9), 2);
const sorted = (values) => Buffer.concat(values.sort(Buffer.compare));

/** As CLEAR_BODIES. */
export const MORE_CLEAR_BODIES = {
  /** Ids in order, as they are merged and compared. */
  sorted_ids: {
    state: (draw) => ({ count: draw.whole(6, 60), size: draw.pick([4, 8, 16]) }),
    ask: (draw, state) => sorted(Array.from({ length: state.count }, () => randomBytes(draw, state.size))),
    answer: short,
  },
  /** The same without order: random but for a count. */
  random_ids: {
    state: (draw) => ({ count: draw.whole(6, 60) }),
    ask: (draw, state) => Buffer.concat([number(state.count, 2), randomBytes(draw, 8 * state.count)]),
    answer: short,
  },
  /** Gaps between sorted ids, in base 128. */
  gaps: {
    state: (draw) => ({ count: draw.whole(20, 200), bits: draw.pick([12, 18, 26]) }),
    ask: (draw, state) => several(state.count, () => varint(-Math.log(1 - draw.share()) * 2 ** state.bits)),
    answer: short,
  },
  /** Readings under numbered fields, zigzag. */
  fields: {
    state: (draw) => ({ ms: 1.79e12, count: draw.whole(3, 30), deviation: draw.pick([3, 300, 3e4]) }),
    ask: (draw, state) => {
      state.ms += draw.whole(900, 1100);
      const reading = (i) => Buffer.concat([number((i % 15) * 8, 1), varint(zigzag(spread(draw, state.deviation)))]);
      return Buffer.concat([number(8, 1), varint(state.ms), several(state.count, reading)]);
    },
    answer: (_draw, state) => Buffer.concat([number(8, 1), varint(state.ms)]),
  },
  /** Acceleration and rotation. */
  motion: {
    state: (draw) => ({ count: draw.whole(2, 20), isLittle: draw.share() < 0.7 }),
    ask: (draw, state) =>
      several(6 * state.count, (i) => float((i % 6 === 2 ? 9.8 : 0) + draw.normal() * 0.3, state.isLittle)),
    answer: short,
  },
  /** Weights of a model in a byte each. */
  weights: {
    state: (draw) => ({ count: draw.pick([64, 128, 256, 768]), deviation: draw.pick([20, 35, 50]) }),
    ask: (draw, state) =>
      Buffer.from(Array.from({ length: state.count }, () => within(spread(draw, state.deviation), -127, 127) & 255)),
    answer: short,
  },
  /** Sound of 16 bits a sample. */
  sound: {
    state: (draw) => ({ count: draw.pick([40, 80, 160, 320]), loudness: draw.pick([300, 3000, 9000]), phase: 0 }),
    ask: (draw, { count, loudness, ...state }) =>
      several(count, (i) => {
        const sample = loudness * Math.sin((state.phase + i) * 0.2) + spread(draw, loudness / 2);
        return number(within(Math.round(sample), -32_768, 32_767) & 0xffff, 2, true);
      }),
    answer: () => undefined,
  },
  /** What moved in a game, a few bits each. */
  moves: {
    state: (draw) => ({ count: draw.whole(4, 30), width: draw.pick([6, 9, 11]) }),
    ask: (draw, { count, width }) => {
      const most = 2 ** width - 1;
      const value = (_, i) =>
        i % 4 === 0 ? draw.whole(0, Math.min(63, most)) : within((most >> 1) + spread(draw, most / 7), 0, most);
      return Buffer.concat([short(draw), packed(Array.from({ length: 4 * count }, value), width)]);
    },
    answer: short,
  },
  /** Records with a checksum each. */
  checked_records: {
    state: (draw) => ({ count: draw.whole(2, 14), seconds: 1.79e9 }),
    ask: (draw, state) =>
      several(state.count, () => {
        state.seconds += 60;
        const values = [number(draw.whole(0, 4095), 2), number(draw.whole(0, 65_535), 2), number(draw.whole(0, 7), 1)];
        const record = Buffer.concat([number(state.seconds, 4), ...values]);
        return Buffer.concat([record, hash(4, record)]);
      }),
    answer: short,
  },
  /** Records with a hash each. */
  hashed_records: {
    state: (draw) => ({ count: draw.whole(1, 6), size: draw.pick([16, 20, 32]), seconds: 1.79e9 }),
    ask: (draw, state) =>
      several(state.count, () => {
        state.seconds += 60;
        const record = Buffer.concat([number(state.seconds, 4), number(draw.whole(0, 65_535), 2)]);
        return Buffer.concat([record, hash(state.size, record)]);
      }),
    answer: short,
  },
  /** A replicated log: term, index, and entries that are hashes of what came before. */
  log_entries: {
    state: (draw) => ({ term: draw.whole(1, 40), index: draw.whole(1, 9e6), last: randomBytes(draw, 32) }),
    ask: (draw, state) => {
      const entry = () => {
        state.index++;
        state.last = hash(32, `${state.index} ${state.last.toString('hex')}`);
        return Buffer.concat([number(state.index, 8), state.last]);
      };
      return Buffer.concat([number(state.term, 8), number(state.index, 8), several(draw.whole(0, 4), entry)]);
    },
    answer: (_draw, state) => Buffer.concat([number(state.term, 8), number(state.index, 8), number(1, 1)]),
  },
  /** Addresses and ports of peers. */
  peers: {
    state: (draw) => ({ count: draw.whole(10, 50) }),
    ask: (draw) => randomBytes(draw, 20),
    answer: (draw, state) => {
      const peer = () =>
        Buffer.concat([number(draw.whole(1, 223), 1), randomBytes(draw, 3), number(draw.whole(1024, 65_535), 2)]);
      return Buffer.concat([number(state.count, 1), several(state.count, peer)]);
    },
  },
  /** Orders of a market: number, id, price, amount, side. */
  orders: {
    state: (draw) => ({ price: draw.whole(1e8, 2e8), count: draw.whole(1, 20), last: 0 }),
    ask: (draw, state) =>
      several(state.count, () => {
        state.price += spread(draw, 2000);
        const head = [number(++state.last, 4), randomBytes(draw, 8), number(state.price, 8)];
        return Buffer.concat([...head, number(draw.whole(1, 5e5), 4), number(draw.pick([66, 83]), 1)]);
      }),
    answer: (_draw, state) => number(state.last, 4),
  },
  /** Places on a map, in fixed point and in doubles. */
  places: {
    state: (draw) => ({ count: draw.whole(3, 25), isFixed: draw.share() < 0.5, at: draw.whole(4e8, 5e8) }),
    ask: (draw, state) =>
      several(2 * state.count, () =>
        state.isFixed ? number(state.at + spread(draw, 9000), 4, true) : double(draw.normal() * 500, true),
      ),
    answer: short,
  },
  /** Sets as bits, of which fewer than half are set. */
  bit_sets: {
    state: (draw) => ({ bytes: draw.pick([64, 128, 512]), share: draw.pick([0.3, 0.4, 0.45]) }),
    ask: (draw, state) =>
      packed(
        Array.from({ length: 8 * state.bytes }, () => Number(draw.share() < state.share)),
        1,
      ),
    answer: short,
  },
  /** The sender's public key, readings, a signature. */
  signed_readings: {
    state: (draw) => ({ key: randomBytes(draw, 32), seconds: 1.79e9, count: draw.whole(2, 12) }),
    ask: (draw, state) => {
      state.seconds += 30;
      const readings = several(state.count, () => number(draw.whole(0, 4095), 2));
      return Buffer.concat([state.key, number(state.seconds, 4), readings, randomBytes(draw, 64)]);
    },
    answer: (draw, state) => Buffer.concat([number(state.seconds, 4), randomBytes(draw, 64)]),
  },
  /** Type, length and a random value, several times. */
  tagged_values: {
    state: (draw) => ({ count: draw.whole(2, 12) }),
    ask: (draw, state) =>
      several(state.count, (i) => {
        const value = randomBytes(draw, draw.pick([4, 8, 16]));
        return Buffer.concat([number(i + 1, 1), number(value.length, 1), value]);
      }),
    answer: (draw) => Buffer.concat([number(9, 1), number(8, 1), randomBytes(draw, 8)]),
  },
  /** Sixteen hashes of a tree's level, and those that differ. */
  tree_levels: {
    state: (draw) => ({ size: draw.pick([8, 16, 32]) }),
    ask: (draw, state) => Buffer.concat([number(draw.whole(0, 15), 1), randomBytes(draw, 16 * state.size)]),
    answer: (draw, state) =>
      several(draw.whole(1, 6), () => Buffer.concat([number(draw.whole(0, 15), 1), randomBytes(draw, state.size)])),
  },
  /** UUIDs, with the time in front or all random. */
  uuids: {
    state: (draw) => ({ count: draw.whole(2, 20), isTimed: draw.share() < 0.5, ms: 1.79e12 }),
    ask: (draw, state) =>
      several(state.count, () => {
        const id = uuid(draw);
        state.ms += draw.whole(1, 9000);
        if (state.isTimed) number(state.ms, 6).copy(id);
        return id;
      }),
    answer: short,
  },
};
