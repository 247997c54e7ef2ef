// An app that reports every 4 s ± 20 % over a new TCP connection with a new X25519 key pair: short-lived flows that only together form a beacon.
// Its crypto calls are logged, as those of wrapped-key-post.mjs are; the other apps' are not.

import { once } from 'node:events';
import { connect } from 'node:net';
import { SERVICES } from '../plan.mjs';
import { logCrypto, outputFields, sha256 } from './crypto-log.mjs';
import { lookUp, mapped } from './name-lookup.mjs';
import { at, every } from './pace.mjs';
import { agree, frame, framesOf, newKeyPair, seal, unseal } from './sealed-frames.mjs';

const REPORTS_PER_CONNECTION = 3;

await at(2);
let beacon = 0;
for await (const _ of every(4, 0.2)) {
  await report(beacon);
  beacon += 1;
}

async function report(number) {
  const socket = connect(SERVICES.notes.port, mapped(await lookUp(SERVICES.notes.host)));
  await once(socket, 'connect');
  const pair = newKeyPair();
  logCrypto('keypair_generated', {
    'crypto.class': 'asymmetric',
    'crypto.algorithm': 'X25519',
    'crypto.key.kind': 'pair',
    'crypto.key.origin': 'generated',
    'crypto.key.id': `sha256:${sha256(pair.spki)}`,
  });
  socket.write(frame(pair.publicBytes));
  const arriving = framesOf(socket);
  const key = agree(pair.privateKey, (await arriving.next()).value);
  logCrypto('key_agreement', {
    'crypto.class': 'asymmetric',
    'crypto.algorithm': 'X25519',
    'crypto.operation': 'derive',
    'crypto.key.id': `sha256:${sha256(pair.spki)}`,
  });
  for (let part = 0; part < REPORTS_PER_CONNECTION; part += 1) {
    const note = { beacon: number, part, draft: 'x'.repeat(60 + Math.floor(Math.random() * 180)) };
    const plaintext = Buffer.from(JSON.stringify(note));
    const sealed = seal(key, plaintext);
    logCrypto('cipher_final', {
      'crypto.class': 'symmetric',
      'crypto.algorithm': 'AES',
      'crypto.transformation': 'AES/GCM/NoPadding',
      'crypto.operation': 'encrypt',
      'crypto.input.bytes': plaintext.length,
      ...outputFields(sealed),
    });
    socket.write(frame(sealed));
    unseal(key, (await arriving.next()).value);
  }
  await once(socket, 'close');
}
