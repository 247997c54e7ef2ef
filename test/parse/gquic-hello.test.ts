import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findGquicHello, readGquicHello } from '../../src/parse/gquic-hello.ts';

const chlo = (...tags: [name: string, value: string][]) => {
  let end = 0;
  const entries = tags.flatMap(([name, value]) => {
    end += value.length;
    return [...Buffer.from(name.padEnd(4, '\0'), 'latin1'), end & 255, end >> 8, 0, 0];
  });
  return Uint8Array.from([
    ...Buffer.from('CHLO'),
    tags.length,
    0,
    0,
    0,
    ...entries,
    ...Buffer.from(tags.map(([, value]) => value).join('')),
  ]);
};
const HELLO = chlo(['PAD', '------'], ['SNI', 'www.example.org'], ['UAID', 'Chrome/66']);

test('name and program are read by their tags', () => {
  expect(readGquicHello(HELLO, 0)).toMatchObject({
    ok: true,
    value: { serverName: 'www.example.org', userAgent: 'Chrome/66' },
  });
  const framed = Uint8Array.from([0x43, 1, 2, ...HELLO]);
  expect(findGquicHello(framed, 0, 10)).toMatchObject({ ok: true, value: { offset: 3 } });
  expect(findGquicHello(framed, 0, 2)).toMatchObject({ ok: false });
});

test('values beyond the bytes are left out, tags beyond them ask for more', () => {
  const cut = readGquicHello(HELLO.subarray(0, HELLO.length - 3), 0);
  expect(cut).toMatchObject({ ok: true, value: { serverName: 'www.example.org' } });
  expect(cut.ok && cut.value.userAgent).toBeUndefined();
  expect(readGquicHello(HELLO.subarray(0, 20), 0)).toMatchObject({ ok: false, needMore: true });
});

test('values out of order and absurd numbers of tags are refused', () => {
  const swapped = Uint8Array.from(HELLO);
  swapped[12] = 255;
  expect(readGquicHello(swapped, 0)).toMatchObject({ ok: false, needMore: false });
  expect(
    readGquicHello(
      HELLO.map((byte, i) => (i === 5 ? 9 : byte)),
      0,
    ),
  ).toMatchObject({ ok: false });
  expect(
    readGquicHello(
      HELLO.map((byte, i) => (i === 4 ? 0 : byte)),
      0,
    ),
  ).toMatchObject({ ok: false });
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(HELLO.length - 1), fc.nat(255)), { maxLength: 4 }),
      fc.nat(HELLO.length),
      (changes, length) => {
        const damaged = Uint8Array.from(HELLO);
        for (const [at, value] of changes) damaged[at] = value;
        readGquicHello(damaged.subarray(0, length), 0);
        findGquicHello(damaged, 0, 100);
      },
    ),
  );
});
