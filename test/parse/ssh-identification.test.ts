import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSshIdentification } from '../../src/parse/ssh-identification.ts';

const read = (text: string) => readSshIdentification(new Uint8Array(Buffer.from(text, 'latin1')));

test('an identification string is taken apart', () => {
  expect(read('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\0\0')).toEqual({
    ok: true,
    value: {
      text: 'SSH-2.0-OpenSSH_9.2p1 Debian-2',
      protocolVersion: '2.0',
      softwareVersion: 'OpenSSH_9.2p1',
      comments: 'Debian-2',
      end: 32,
    },
  });
});

test('old servers end the line with a line feed alone and offer both protocols', () => {
  expect(read('SSH-1.99-x\n')).toMatchObject({ ok: true, value: { protocolVersion: '1.99', softwareVersion: 'x' } });
});

test('a server may say other lines first', () => {
  expect(read('Authorised use only.\r\nSSH-2.0-dropbear\r\n')).toMatchObject({ value: { text: 'SSH-2.0-dropbear' } });
});

test('a string cut at any byte asks for more', () => {
  const text = 'Hello\r\nSSH-2.0-dropbear\r\n';
  for (let length = 0; length < text.length; length++) {
    expect(read(text.slice(0, length))).toMatchObject({ ok: false, needMore: true });
  }
});

test('binary bytes, endless lines and endless banners are not SSH', () => {
  expect(read('\x16\x03\x01\n')).toMatchObject({ ok: false, needMore: false });
  expect(read(`SSH-2.0-${'x'.repeat(300)}`)).toMatchObject({ ok: false, needMore: false });
  expect(read(`SSH-2.0-${'x'.repeat(300)}\r\n`)).toMatchObject({ ok: false, needMore: false });
  expect(read(`${'line\n'.repeat(60)}SSH-2.0-x\r\n`)).toMatchObject({ ok: false, needMore: false });
  expect(read('SSH-2.x-y\r\n')).toMatchObject({ ok: false, needMore: false });
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      readSshIdentification(bytes);
      readSshIdentification(new Uint8Array([...Buffer.from('SSH-2'), ...bytes, 10]));
    }),
  );
});
