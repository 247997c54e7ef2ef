// Key exchange in a channel's flows, the most certain that is seen: keys that cannot be there by chance, message lengths of a named
// exchange, openings of one length on both sides; and bare keys, of which only many together say something.

import { counted } from '../base/counted.ts';
import type { ChannelFlow } from '../features/channel.ts';
import { bareKeyBits } from '../features/key-chance.ts';
import { decimals } from './reason-text.ts';
import { feature, type StructuralFeature, showing } from './structure-feature.ts';
import { structureBits, structureOfFlow } from './structure-formulas.ts';

export function keyExchange(flows: readonly ChannelFlow[]): StructuralFeature | undefined {
  const shown = showing('key_exchange', flows);
  const [first] = shown;
  if (first === undefined) return undefined;
  const proved = shown.filter(({ numbers }) => numbers['keys'] > 0);
  if (proved.length > 0) {
    const keys = proved.reduce((sum, { numbers }) => sum + numbers['keys'], 0);
    const shape = proved.find(({ flow }) => flow.shape !== undefined)?.flow.shape;
    const like = shape === undefined ? '' : `, in messages of a shape like ${shape}`;
    return feature(
      'key_exchange',
      proved.map(({ flow }) => flow),
      { keys },
      `carries public keys: ${counted(keys, 'coded key, point or ML-KEM key')} in ${counted(proved.length, 'flow')}${like}`,
    );
  }
  const shaped = shown.filter(({ flow }) => flow.shape !== undefined);
  if (shaped.length > 0) {
    const [{ flow, numbers }] = shaped;
    return feature(
      'key_exchange',
      shaped.map(({ flow: one }) => one),
      numbers,
      `opens with a message shape like ${flow.shape} in ${counted(shaped.length, 'flow')} (chance 2^−${decimals(numbers['shape_bits'], 0)} a flow; other protocols of these lengths look the same, and no library is proved)`,
    );
  }
  return feature(
    'key_exchange',
    shown.map(({ flow }) => flow),
    first.numbers,
    `opens with ${first.numbers['opening_bytes']} uniform bytes from each side, a length of key exchanges, in ${counted(shown.length, 'flow')}`,
  );
}

/** One bare key is met by chance in 32 or 16 tries; of many tries in a channel, so many are not. A key that comes again is one. */
export function bareKeys(flows: readonly ChannelFlow[]): StructuralFeature | undefined {
  const different = new Set<string>();
  const shown: ChannelFlow[] = [];
  let tried = 0;
  for (const flow of flows) {
    tried += structureOfFlow('bare_keys', flow, 0)['tried'];
    const before = different.size;
    const own = flow.keys.filter(({ isBare }) => isBare);
    for (const { id } of own) different.add(id);
    // Those that fail may come again as well: counted each time, they make the bits fewer.
    tried -= own.length - (different.size - before);
    if (own.length > 0) shown.push(flow);
  }
  const numbers = { bare_keys: different.size, tried };
  if (structureBits('bare_keys', numbers) === 0) return undefined;
  return feature(
    'bare_keys',
    shown,
    numbers,
    `opens with ${different.size} different strings that are keys of Curve25519 or compressed points, of ${tried} that were tried, in ${counted(shown.length, 'flow')} (chance 2^−${decimals(bareKeyBits(different.size, tried), 0)})`,
  );
}
