// Leaf certificates of real TLS up to 1.2 against OpenSSL, by way of Node.js: key, names, validity, and whether they signed themselves. Left out are
// those of Arkime's synthetic capture, whose keys and times are no valid DER.

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTlsHandshakes, TlsHandshakeType } from '../../src/parse/tls-record.ts';
import { readX509, type X509Facts } from '../../src/parse/x509-certificate.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { corporaFolder, manifestRows, needsCorpora } from '../support/corpora.ts';

const leaves = new Map<string, { ours: X509Facts | undefined; theirs: X509Certificate }>();

describe.skipIf(corporaFolder === undefined)(needsCorpora('Certificates'), () => {
  beforeAll(async () => {
    const folder = corporaFolder as string;
    const labelled = new Set(
      readFileSync(join(folder, 'labels.tsv'), 'utf8')
        .split('\n')
        .map((line) => line.split('\t'))
        .filter(([, , , , , , protocol]) => protocol?.startsWith('TLS'))
        .map(([capture]) => capture),
    );
    const captures = manifestRows().filter(
      ({ path, size_bytes }) => (/^(zeek\/tls|arkime|ja4)\//.test(path) || labelled.has(path)) && size_bytes < 10e6,
    );
    for (const { path } of captures) {
      if (/fuzz|synthetic|tz/.test(path)) continue;
      await captureFlows(join(folder, path), ({ flow }) => {
        const run = flow.protocol === 6 ? readTlsHandshakes(flow.resp.prefix) : undefined;
        const message =
          run?.ok === true ? run.value.messages.find(({ type }) => type === TlsHandshakeType.certificate) : undefined;
        if (message === undefined || message.bytes.length < 10) return;
        const bytes = (message.bytes[7] << 16) | (message.bytes[8] << 8) | message.bytes[9];
        const der = message.bytes.slice(10, 10 + bytes);
        if (der.length < bytes) return;
        try {
          const theirs = new X509Certificate(der);
          // Throws at keys that OpenSSL cannot read.
          if (theirs.publicKey.type !== 'public') return;
          leaves.set(theirs.fingerprint256, { ours: readX509(der), theirs });
        } catch {
          // Nothing to compare with.
        }
      });
    }
  }, 60_000);

  it('have the same keys', () => {
    const faults: unknown[] = [];
    for (const { ours, theirs } of leaves.values()) {
      const { asymmetricKeyType: type, asymmetricKeyDetails: details } = theirs.publicKey;
      const bits = details?.modulusLength;
      const curve = details?.namedCurve?.replace('prime256v1', 'secp256r1');
      if (ours?.keyType !== type || (bits !== undefined && ours?.keyBits !== bits) || ours?.curve !== curve) {
        faults.push([theirs.subject, type, bits, curve, ours?.keyType, ours?.keyBits, ours?.curve]);
      }
    }
    expect(faults).toEqual([]);
    expect(leaves.size).toBeGreaterThan(90);
  });

  it('have the same validity, common name and self-signature', () => {
    const faults: unknown[] = [];
    for (const { ours, theirs } of leaves.values()) {
      const name = /^CN=(.*)$/m.exec(theirs.subject)?.[1];
      const from = new Date(theirs.validFrom).toISOString().replace('.000Z', 'Z');
      const to = new Date(theirs.validTo).toISOString().replace('.000Z', 'Z');
      const isOwn = theirs.subject === theirs.issuer && verifies(theirs);
      const isNamed = name === undefined || ours?.subject?.includes(`CN=${name.replace(/\\(.)/g, '$1')}`) === true;
      if (!isNamed || ours?.notBefore !== from || ours?.notAfter !== to || ours?.selfSigned !== isOwn) {
        faults.push([theirs.subject, from, to, isOwn, ours]);
      }
    }
    expect(faults).toEqual([]);
  });

  it('have the same DNS names, up to sixteen', () => {
    const faults: unknown[] = [];
    for (const { ours, theirs } of leaves.values()) {
      const names = (theirs.subjectAltName ?? '').split(', ').filter((name) => name.startsWith('DNS:'));
      const theirNames = names.map((name) => name.slice(4)).slice(0, 16);
      const ourNames = (ours?.names ?? []).filter(
        (name) => !/^\d+\.\d+\.\d+\.\d+$/.test(name) || theirNames.includes(name),
      );
      if (theirNames.length < 16 && ourNames.join() !== theirNames.join()) faults.push([theirNames, ourNames]);
    }
    expect(faults).toEqual([]);
  });
});

function verifies(certificate: X509Certificate): boolean {
  try {
    return certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}
