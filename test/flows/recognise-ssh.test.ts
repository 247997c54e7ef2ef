import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sshRecogniser } from '../../src/flows/recognise-ssh.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { sharedFolder } from '../support/shared.ts';
import { sshOpening } from '../support/ssh-packets.ts';
import { hasTshark, tsharkFrames } from '../support/tshark.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const recognise = (orig: string, resp: string, startSeen = true) => {
  const messages: SentMessage[] = [
    { from: 'orig', bytes: bytes(orig) },
    { from: 'resp', bytes: bytes(resp) },
  ];
  return sshRecogniser.recognise(finishedFlow(messages, { startSeen }));
};

test('two identification strings are SSH', () => {
  expect(recognise('SSH-2.0-JSCH-0.1.54\r\n', 'SSH-2.0-OpenSSH_9.2\r\n')).toEqual({
    service: 'ssh',
    kind: 'standard',
    reason: 'SSH identification string of both sides',
    ssh: { client: 'SSH-2.0-JSCH-0.1.54', server: 'SSH-2.0-OpenSSH_9.2' },
    crypto: { version: 'ssh2' },
  });
});

test('a server that identifies itself before the client is heard is SSH', () => {
  expect(recognise('', 'SSH-2.0-dropbear\r\n')).toMatchObject({ ssh: { server: 'SSH-2.0-dropbear' } });
  expect(recognise('SSH-2.0-x\r\n', '')?.reason).toBe('SSH identification string of the client');
});

test('a server may say other lines first', () => {
  expect(recognise('SSH-2.0-x\r\n', 'Authorised use only\r\nSSH-2.0-y\r\n')?.ssh?.server).toBe('SSH-2.0-y');
});

test('a side that says much else refutes it, where its beginning was seen', () => {
  const noise = '\x01'.repeat(300);
  expect(recognise('SSH-2.0-x\r\n', noise)).toBeUndefined();
  expect(recognise('SSH-2.0-x\r\n', noise, false)?.service).toBe('ssh');
});

test('other protocols are not SSH', () => {
  expect(recognise('GET / HTTP/1.1\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n')).toBeUndefined();
  expect(recognise('STAT\r\n', '220 hello\r\n')).toBeUndefined();
  expect(recognise('', '')).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }), (a, b) => {
      recognise(`SSH-${a}`, `SSH-2.0-${b}\n`);
      recognise(`S${a}`, b);
    }),
  );
});

test('fingerprints and the algorithms agreed on are read behind the identification', () => {
  const facts = sshRecogniser.recognise(
    finishedFlow([
      { from: 'orig', bytes: sshOpening('SSH-2.0-a', { kex: 'x,curve25519-sha256' }) },
      { from: 'resp', bytes: sshOpening('SSH-2.0-b') },
    ]),
  );
  expect(facts).toMatchObject({
    ssh: {
      hassh: expect.stringMatching(/^[0-9a-f]{32}$/),
      hassh_server: expect.stringMatching(/^[0-9a-f]{32}$/),
      kex: 'curve25519-sha256',
      host_key: 'ssh-ed25519',
      cipher: 'aes256-gcm@openssh.com',
    },
    crypto: { version: 'ssh2', cipher_family: 'aes-gcm' },
  });
});

const corpora = sharedFolder('corpora');
const CAPTURES = [
  'arkime/arkime_synthetic.pcap',
  'ja4/ssh-r.pcap',
  'ja4/ssh.pcapng',
  'ja4/ssh2.pcapng',
  'zeek/ssh/ssh1-ssh2-fingerprints.pcap',
  'zeek/ssh/ssh_kex_curve25519.pcap',
  'zeek/ssh/ssh_kex_mlkem.pcap',
  'zeek/ssh/ssh_version_199.pcap',
];

test.skipIf(corpora === undefined || !hasTshark)(
  'HASSH and hasshServer of real captures are those of tshark',
  async () => {
    let compared = 0;
    for (const capture of CAPTURES) {
      const path = join(corpora as string, capture);
      const ours = new Set<string>();
      await captureFlows(path, ({ flow }) => {
        const ssh = sshRecogniser.recognise(flow)?.ssh;
        if (ssh?.hassh !== undefined) ours.add(ssh.hassh);
        if (ssh?.hassh_server !== undefined) ours.add(ssh.hassh_server);
      });
      for (const frame of tsharkFrames(path, ['ssh.kex.hassh', 'ssh.kex.hasshserver'])) {
        for (const hash of Object.values(frame).filter((value) => value !== '')) {
          expect(ours, capture).toContain(hash);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(8);
  },
);
