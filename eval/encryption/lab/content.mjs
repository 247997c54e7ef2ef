// What the lab's programs talk about: records as apps send them, of a wanted length, never random bytes.

const WORDS =
  'account action activity address amount app background balance battery cache camera city client code config contact country currency date device display duration email enabled error event expires feature file filter first folder format game group height history host icon image index install interval item key label language last latitude level limit list locale location login longitude message method model month name network note number offset option order owner page password path payload photo place plan player point position price priority product profile progress queue rate reason record region request response result score screen search second section sensor service session setting size source start state status storage stream success summary system tag target text thread time title token total track type update url user value version video view volume week weight width window year zone'.split(
    ' ',
  );

/** JSON text of about `bytes` bytes, and at least that. */
export function jsonText(draw, bytes) {
  const events = [];
  let length = 0;
  while (length < bytes) {
    const event = {
      id: draw.whole(1000, 999_999),
      name: `${draw.pick(WORDS)}_${draw.pick(WORDS)}`,
      at: 1_790_000_000 + draw.whole(0, 86_400 * 30),
      value: Math.round(draw.normal() * 10_000) / 100,
      note: sentence(draw, draw.whole(2, 9)),
    };
    events.push(event);
    length += JSON.stringify(event).length + 1;
  }
  return JSON.stringify({ device: `model-${draw.whole(1, 40)}`, events });
}

/** Exactly `bytes` bytes of such text. */
export function plainBytes(draw, bytes) {
  return Buffer.from(jsonText(draw, bytes)).subarray(0, bytes);
}

export function sentence(draw, words) {
  return Array.from({ length: words }, () => draw.pick(WORDS)).join(' ');
}
