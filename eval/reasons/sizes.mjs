// Sizes of datagrams, as structure of channels rests on them: counted once more from what tshark shows. Messages of a stream are not tshark's to tell.

const BLOCK_BITS = 4;
const LOGGED_MESSAGES = 512;
const HALF = 0.00051;

/** `[claim, isTrue]` of each number that the side's features tell. */
export function sizeClaims(features, side, ends) {
  if (ends.length > LOGGED_MESSAGES / 2) return [];
  const sizes = ends.map((end, i) => end - (ends[i - 1] ?? 0)).filter((bytes) => bytes > 0);
  const counts = new Map();
  for (const bytes of sizes) counts.set(bytes, (counts.get(bytes) ?? 0) + 1);
  const distinct = [...counts.keys()];
  const of = (name) => features[`${name}.${side}`];
  const claims = [];
  const claim = (name, value, tell) => {
    if (value !== undefined) claims.push([name, tell(value)]);
  };
  claim('messages of datagrams', of('message.count'), (count) => count === sizes.length);
  claim('the share of the most frequent size', of('message.mode_share'), (share) => {
    return Math.abs(share - Math.max(...counts.values()) / sizes.length) < HALF;
  });
  claim('sizes alike modulo 16', of('message.block16_bits'), (bits) => {
    const areAlike = distinct.every((bytes) => bytes % 16 === distinct[0] % 16);
    return bits === (areAlike ? BLOCK_BITS * (distinct.length - 1) : 0);
  });
  claim('whole cells', of('cipher.cell_bytes'), (cell) => distinct.every((bytes) => bytes % cell === 0));
  return claims;
}
