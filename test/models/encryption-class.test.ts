import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeatureRow, measureFlow } from '../../src/features/feature-registry.ts';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import { EncryptionClass } from '../../src/flows/flow-record.ts';
import type { ServiceFacts } from '../../src/flows/service-recogniser.ts';
import { judgeEncryption } from '../../src/models/encryption-class.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(81);

function judge(flow: FinishedFlow, facts?: ServiceFacts) {
  const row = createFeatureRow();
  measureFlow(flow, row);
  return judgeEncryption(flow, facts, row);
}

const noise = (n: number): SentMessage => ({ from: 'orig', bytes: randomBytes(n, random) });

describe('the encryption class', () => {
  it('follows the recogniser first: standard by name, cleartext whatever the bytes', () => {
    const flow = finishedFlow([noise(900)]);
    const tls: ServiceFacts = { service: 'tls', kind: 'standard', reason: 'ClientHello and ServerHello' };
    const kerberos: ServiceFacts = { service: 'kerberos', kind: 'cleartext', reason: 'BER with the tags of Kerberos' };
    expect(judge(flow, tls)).toEqual({ class: 'standard', scheme: 'tls', confidence: 0.99, reasons: [tls.reason] });
    expect(judge(flow, kerberos)).toEqual({ class: 'cleartext', confidence: 0.97, reasons: [kerberos.reason] });
    expect(judge(flow).class).toBe('custom');
  });

  it('takes a proprietary cipher by its name', () => {
    const facts: ServiceFacts = { service: 'mtproto', kind: 'custom', reason: 'its header decrypts' };
    expect(judge(finishedFlow([noise(900)]), facts)).toEqual({
      class: 'custom',
      scheme: 'mtproto',
      confidence: 0.99,
      reasons: [facts.reason],
    });
    const esp: ServiceFacts = { service: 'esp', kind: 'standard', scheme: 'ipsec', reason: 'SPI' };
    expect(judge(finishedFlow([noise(900)]), esp).scheme).toBe('ipsec');
  });

  it('looks into HTTP bodies', () => {
    const body = Buffer.concat([
      Buffer.from('POST / HTTP/1.1\r\nContent-Type: text/plain\r\n\r\n'),
      randomBytes(500, random),
    ]);
    const http: ServiceFacts = {
      service: 'http',
      kind: 'cleartext',
      reason: 'HTTP',
      http: { request_type: 'text/plain' },
    };
    expect(judge(finishedFlow([{ from: 'orig', bytes: body }]), http).class).toBe('embedded');
  });

  it('knows ESP by its protocol number', () => {
    expect(judge(finishedFlow([noise(300)], { protocol: 50 }))).toMatchObject({ class: 'standard', scheme: 'ipsec' });
  });

  it('does not judge the packet that an ICMP error quotes', () => {
    const of = (protocol: number, origPort: number) => judge(finishedFlow([noise(500)], { protocol, origPort })).class;
    expect(of(1, 3)).toBe('cleartext');
    expect(of(1, 11)).toBe('cleartext');
    expect(of(58, 2)).toBe('cleartext');
    // Echo requests carry what their sender put in: a tunnel, perhaps.
    expect(of(1, 8)).toBe('custom');
    expect(of(58, 128)).toBe('custom');
  });

  it('is unknown without bytes, and says why', () => {
    expect(judge(finishedFlow([])).reasons).toEqual(['no payload was sent: 0 bytes to judge']);
    const flow = finishedFlow([noise(300)]);
    flow.orig.prefix = new Uint8Array(0);
    expect(judge(flow)).toMatchObject({
      class: 'unknown',
      reasons: ['none of the 300 payload bytes on the wire was captured in order'],
    });
  });

  it('takes sixteen printable bytes for text, fifteen for too few', () => {
    const text = (line: string) => judge(finishedFlow([{ from: 'orig', bytes: Buffer.from(line) }])).class;
    expect(text('PING :irc.server')).toBe('cleartext');
    expect(text('PING :irc.serve')).toBe('unknown');
  });

  it('needs both directions printable to call a flow text', () => {
    const flow = finishedFlow([
      { from: 'orig', bytes: Buffer.from('GET the file please, and thanks') },
      { from: 'resp', bytes: randomBytes(2000, random) },
    ]);
    expect(judge(flow).class).not.toBe('encoded');
    expect(judge(flow).reasons.join(' ')).toContain('responder: 2000 bytes of stream offsets 0 to 1999 are uniform');
  });

  it('accepts nearly all random flows as custom and no structured one', () => {
    let custom = 0;
    for (let i = 0; i < 300; i++) if (judge(finishedFlow([noise(128 + i * 3)])).class === 'custom') custom++;
    expect(custom).toBeGreaterThan(290);
    for (let i = 0; i < 100; i++) {
      const record = Buffer.alloc(24 * 8);
      for (let k = 0; k < 24; k++) record.writeUInt32BE(Math.floor(random() * 5000), k * 8 + 4);
      expect(judge(finishedFlow([{ from: 'orig', bytes: record }])).class).not.toBe('custom');
    }
  });

  it('always gives a known class, a confidence from 0 to 1 and a reason, for any flow', () => {
    const message = fc.record({
      from: fc.constantFrom('orig' as const, 'resp' as const),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 500 }),
        fc.string().map((text) => Buffer.from(text)),
      ),
    });
    const facts = fc.constantFrom<ServiceFacts | undefined>(
      undefined,
      { service: 'http', kind: 'cleartext', reason: 'HTTP', http: {} },
      { service: 'ssh', kind: 'standard', reason: 'SSH' },
    );
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 12 }),
        facts,
        fc.constantFrom(1, 6, 17, 47, 58),
        (messages, found, protocol) => {
          const record = judge(finishedFlow(messages, { protocol }), found);
          expect(Object.values(EncryptionClass)).toContain(record.class);
          expect(record.confidence).toBeGreaterThanOrEqual(0);
          expect(record.confidence).toBeLessThanOrEqual(1);
          expect(record.reasons.length).toBeGreaterThan(0);
          expect(record.reasons.join(' ')).not.toMatch(/NaN|undefined|Infinity/);
        },
      ),
      { numRuns: 400 },
    );
  });
});
