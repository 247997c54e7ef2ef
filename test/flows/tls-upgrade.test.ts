import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { tlsUpgrade } from '../../src/flows/tls-upgrade.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { sharedFolder } from '../support/shared.ts';
import { textDialogue } from '../support/text-dialogue.ts';
import { TLS13_CLIENT, TLS13_SERVER } from '../support/tls-handshakes.ts';

const HANDSHAKE: SentMessage[] = [
  { from: 'orig', bytes: TLS13_CLIENT },
  { from: 'resp', bytes: TLS13_SERVER },
];
const service = (messages: SentMessage[]) => recogniseService(finishedFlow(messages));

test('STARTTLS makes mail TLS, with the facts of both', () => {
  const facts = service([
    ...textDialogue('S: 220 mail.example ESMTP', 'C: EHLO x', 'S: 250 STARTTLS', 'C: STARTTLS', 'S: 220 go ahead'),
    ...HANDSHAKE,
  ]);
  expect(facts).toMatchObject({
    service: 'smtp',
    kind: 'standard',
    scheme: 'tls',
    reason: 'SMTP greeting and command, then TLS: TLS ClientHello and ServerHello, both whole',
    tls: { server_name: 'example.org', version: '1.3' },
    crypto: { group: 'x25519' },
  });
});

test('IMAP, POP3, FTP and HTTP CONNECT lead to TLS in the same way', () => {
  for (const [name, lines] of [
    ['imap', ['S: * OK ready', 'C: a STARTTLS', 'S: a OK begin']],
    ['pop3', ['S: +OK ready', 'C: STLS', 'S: +OK begin']],
    ['ftp', ['S: 220 ready', 'C: AUTH TLS', 'S: 234 begin']],
    ['http', ['C: CONNECT example.org:443 HTTP/1.1\nHost: example.org:443\n', 'S: HTTP/1.1 200 OK\n']],
  ] as const) {
    expect(service([...textDialogue(...lines), ...HANDSHAKE]), name).toMatchObject({ service: name, scheme: 'tls' });
  }
});

test('a preamble that nobody knows makes it TLS all the same, and the reason says so', () => {
  const preamble: SentMessage[] = [
    { from: 'orig', bytes: Uint8Array.of(9, 1, 2, 3) },
    { from: 'resp', bytes: Uint8Array.of(9, 0) },
  ];
  expect(service([...preamble, ...HANDSHAKE])).toMatchObject({
    service: 'tls',
    reason: 'TLS ClientHello and ServerHello, both whole, behind 4 bytes of another protocol',
  });
});

test('the dialogue stays in the clear where no TLS follows, or only its first bytes at one side', () => {
  const dialogue = textDialogue('S: 220 mail.example ESMTP', 'C: EHLO x', 'S: 454 not available');
  expect(service(dialogue)).toMatchObject({ service: 'smtp', kind: 'cleartext' });
  const cut: SentMessage = { from: 'orig', bytes: TLS13_CLIENT.subarray(0, 40) };
  expect(service([...dialogue, cut])).toMatchObject({ service: 'smtp', kind: 'cleartext' });
  expect(tlsUpgrade(finishedFlow([...dialogue, cut]), undefined)).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 6 }), (list) => {
      const messages = list.map(
        (bytes, i): SentMessage => ({
          from: i % 2 === 0 ? 'orig' : 'resp',
          bytes: new Uint8Array([22, 3, 1, ...bytes]),
        }),
      );
      tlsUpgrade(finishedFlow(messages), undefined);
    }),
  );
});

const corpora = sharedFolder('corpora');

test.skipIf(corpora === undefined)('real STARTTLS and CONNECT lead to TLS', async () => {
  for (const [capture, name] of [
    ['zeek/tls/pop3-starttls.pcap', 'pop3'],
    ['zeek/ftp/ftp-auth-tls.pcap', 'ftp'],
    ['ndpi/ftp-start-tls.pcap', 'ftp'],
    ['zeek/socks-with-ssl.pcap', 'socks'],
    ['ndpi/rdp.pcap', 'rdp'],
  ] as const) {
    const found: string[] = [];
    await captureFlows(join(corpora as string, capture), ({ flow }) => {
      const facts = recogniseService(flow);
      if (facts?.scheme === 'tls' && facts.tls?.cipher !== undefined) found.push(facts.service);
    });
    expect(found, capture).toContain(name);
  }
});
