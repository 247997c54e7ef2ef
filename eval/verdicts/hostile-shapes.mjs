// Traffic and calls in the shapes of five families that ATT&CK lists under T1521: what reports publish of their encryption, not their code.
// Each draw has its own period, jitter, lengths, hosts and habits.

import { httpAnswer, httpPost } from './protocols.mjs';

export const HOSTILE = { sharkbot, flubot, eventbot, triangledb, ahrat };

/** RSA wraps the RC4 key of each message; both go as base64 in a form field over HTTP. */
function sharkbot(app) {
  const { random } = app;
  hide(app);
  app.log(5, 'public_key_loaded', {
    'crypto.class': 'asymmetric',
    'crypto.algorithm': 'RSA',
    'crypto.key.kind': 'public',
  });
  const path = random.pick(['/', '/api', `/${random.bytes(4).toString('hex')}/`]);
  for (const at of app.beats(random.between(45, 240), random.between(0.05, 0.4))) {
    const sealed = app.encrypt(at - 0.04, random.whole(90, 900), { algorithm: 'RC4', transformation: 'RC4' });
    const wrapped = app.rsa(at - 0.02);
    const body = `b=${encodeURIComponent(sealed.toString('base64'))}&k=${encodeURIComponent(wrapped.toString('base64'))}`;
    const answer = Buffer.from(random.bytes(random.whole(60, 400))).toString('base64');
    app.flow(at, 80, [
      [
        0.09,
        'up',
        httpPost(
          app.host,
          path,
          'application/x-www-form-urlencoded',
          random.chance(0.5) ? body : JSON.stringify({ b: sealed.toString('base64'), k: wrapped.toString('base64') }),
        ),
      ],
      [0.25, 'down', httpAnswer('text/html', answer)],
    ]);
  }
}

/** The whole body is RSA blocks in base64, over HTTP, to one of several generated hosts. */
function flubot(app) {
  const { random } = app;
  hide(app);
  app.log(4, 'public_key_loaded', {
    'crypto.class': 'asymmetric',
    'crypto.algorithm': 'RSA',
    'crypto.key.kind': 'public',
  });
  for (const at of app.beats(random.between(60, 400), random.between(0.05, 0.5))) {
    const blocks = Array.from({ length: random.whole(1, 3) }, (_, i) =>
      app.rsa(at - 0.05 + i * 0.01, 'cipher_final', 'encrypt'),
    );
    const body = Buffer.concat(blocks.map((block) => Buffer.from(block))).toString('base64');
    app.flow(at, 80, [
      [0.09, 'up', httpPost(app.host, '/poll.php', 'application/octet-stream', body)],
      [0.3, 'down', httpAnswer('text/plain', random.bytes(random.whole(64, 256)).toString('base64'))],
    ]);
  }
}

/** A fresh Curve25519 pair a session, RC4 under the agreed key, base64 over HTTP. */
function eventbot(app) {
  const { random } = app;
  hide(app);
  for (const at of app.beats(random.between(60, 600), random.between(0.05, 0.35))) {
    app.pair(at - 0.08, 'X25519');
    app.agree(at - 0.06);
    const sealed = app.encrypt(at - 0.03, random.whole(120, 1400), { algorithm: 'RC4', transformation: 'RC4' });
    const key = random.bytes(32);
    app.flow(at, random.pick([80, 8080]), [
      [
        0.09,
        'up',
        httpPost(
          app.host,
          '/gate.php',
          'application/json',
          JSON.stringify({ p: key.toString('base64'), d: sealed.toString('base64') }),
        ),
      ],
      [
        0.3,
        'down',
        httpAnswer('application/json', JSON.stringify({ d: random.bytes(random.whole(40, 200)).toString('base64') })),
      ],
    ]);
  }
}

/** Heartbeats in protocol buffers sealed with 3DES under an RSA-wrapped key, inside TLS. */
function triangledb(app) {
  const { random } = app;
  hide(app);
  app.log(4, 'public_key_loaded', {
    'crypto.class': 'asymmetric',
    'crypto.algorithm': 'RSA',
    'crypto.key.kind': 'public',
  });
  for (const at of app.beats(random.between(40, 180), random.between(0.02, 0.2))) {
    const length = 24 + 8 * random.whole(4, 90);
    app.encrypt(at + 0.12, length, { algorithm: 'DESede', transformation: 'DESede/CBC/PKCS5Padding' });
    app.rsa(at + 0.14);
    app.tls(at, [[0.2, length + 256 + 30]]);
  }
}

/** A check-in every quarter of an hour and uploads in between, sealed with AES, inside TLS. */
function ahrat(app) {
  const { random } = app;
  hide(app);
  app.pair(6, 'RSA');
  for (const at of app.beats(random.pick([300, 600, 900]), random.between(0, 0.05))) {
    const first = random.whole(180, 400);
    app.encrypt(at + 0.12, first);
    app.rsa(at + 0.15);
    const requests = [[0.2, first + 21]];
    for (let part = 0; part < random.whole(1, 5); part++) {
      const length = random.whole(300, 6000);
      app.encrypt(at + 0.6 + part * 0.5, length);
      requests.push([0.65 + part * 0.5, length + 21]);
    }
    app.tls(at, requests);
  }
}

/** Most hide: started by a broadcast or a service, never seen. Some run behind an honest face for a while. */
function hide(app) {
  const { random } = app;
  if (random.chance(0.3)) app.sessions(random.whole(1, 2), 60);
  app.startUnseen(3, random.pick(['broadcast', 'service', 'restart']));
  if (random.chance(0.3)) app.state(6, 'fgs_start', { 'android.notification_shown': false });
}
