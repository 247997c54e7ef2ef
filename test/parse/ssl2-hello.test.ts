import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSsl2Hello } from '../../src/parse/ssl2-hello.ts';

/** Type 1, version, lengths of three lists, the lists. */
const client = (version: string) => {
  const body = `01${version}000600000010${'010080' + '00c02b'}${'5a'.repeat(16)}`;
  return new Uint8Array(Buffer.from(`80${(body.length / 2).toString(16)}${body}`, 'hex'));
};

test('an SSL 2.0 ClientHello that offers TLS says so', () => {
  expect(readSsl2Hello(client('0301'))).toEqual({
    ok: true,
    value: { from: 'client', version: 0x0301, wireBytes: 33 },
  });
});

test('an SSL 2.0 ServerHello is known by lengths that add up', () => {
  const body = `04000100020003000300107a7a7a010080${'33'.repeat(16)}`;
  const server = new Uint8Array(Buffer.from(`80${(body.length / 2).toString(16)}${body}`, 'hex'));
  expect(readSsl2Hello(server)).toMatchObject({ ok: true, value: { from: 'server', version: 2 } });
});

test('one length that is off by one refutes the hello', () => {
  const hello = client('0002');
  expect(readSsl2Hello(hello).ok).toBe(true);
  for (const at of [1, 6, 8, 10]) {
    const damaged = Uint8Array.from(hello);
    damaged[at] += 1;
    expect(readSsl2Hello(damaged)).toMatchObject({ ok: false, needMore: false });
  }
});

test('a beginning asks for more, another record is refused', () => {
  expect(readSsl2Hello(client('0301').subarray(0, 8))).toMatchObject({ ok: false, needMore: true });
  expect(readSsl2Hello(new Uint8Array([0x16, 3, 1, 0, 5]))).toMatchObject({ ok: false, needMore: false });
  expect(readSsl2Hello(new Uint8Array([0x80, 20, 9, 0, 5]))).toMatchObject({ ok: false, needMore: false });
});

test('no bytes make it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void readSsl2Hello(bytes)));
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      (bytes) => void readSsl2Hello(new Uint8Array([0x80, 30, 1, ...bytes])),
    ),
  );
});
