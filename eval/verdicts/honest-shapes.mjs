// Honest apps of the kinds that a detector of encryption meets: web and news, ad SDKs, banks, push, games, cameras, messengers, VPNs, backup, mail.
// Several encrypt by themselves, wake up by themselves, or both. `catalogue` is what an operator would enter for those that do by design.

import { framed, httpAnswer, httpPost, wireguard } from './protocols.mjs';

/** Share of a device's apps of each kind. */
export const HONEST = [
  { kind: 'news', share: 0.3, act: news },
  { kind: 'ad_sdk', share: 0.18, act: adSdk },
  { kind: 'sealed_telemetry', share: 0.06, act: sealedTelemetry },
  { kind: 'bank', share: 0.08, act: bank },
  { kind: 'push', share: 0.08, act: push },
  { kind: 'game', share: 0.08, act: game },
  { kind: 'camera', share: 0.03, act: camera },
  { kind: 'messenger', share: 0.07, act: messenger },
  { kind: 'vpn', share: 0.03, act: vpn },
  { kind: 'backup', share: 0.04, act: backup },
  { kind: 'mail', share: 0.05, act: mail },
];

function news(app) {
  const { random } = app;
  for (const [from, to] of app.sessions(random.whole(2, 5), 120)) {
    for (let at = from + 1; at < to; at += random.between(4, 30)) {
      app.tls(
        at,
        Array.from({ length: random.whole(1, 4) }, (_, i) => [0.2 + i * 0.3, random.whole(300, 900)]),
        { answerBytes: random.whole(2000, 16_000) },
      );
    }
    if (random.chance(0.3)) {
      app.flow(from + 2, 80, [
        [
          0.1,
          'up',
          httpPost(app.host, '/log', 'application/json', JSON.stringify({ page: random.whole(1, 99), at: from })),
        ],
        [0.2, 'down', httpAnswer('text/html', '<html><body>thank you</body></html>')],
      ]);
    }
  }
}

/** TLS to several hosts while the app is used, device identifiers hashed and signed now and then. */
function adSdk(app) {
  const { random } = app;
  if (random.chance(0.4)) app.pair(random.between(10, 100));
  for (const [from, to] of app.sessions(random.whole(2, 6), 150)) {
    for (let at = from; at < to; at += random.between(15, 45)) {
      if (random.chance(0.3)) app.sign(at - 0.2);
      app.tls(at, [[0.2, random.whole(700, 2500)]], { host: `ads${random.whole(1, 3)}.${app.host}` });
    }
  }
}

/** Seals its reports with AES under a wrapped key before it sends them inside TLS, at an even beat, while the app is used; a few also at night. */
function sealedTelemetry(app) {
  const { random } = app;
  app.log(8, 'public_key_loaded', {
    'crypto.class': 'asymmetric',
    'crypto.algorithm': 'RSA',
    'crypto.key.kind': 'public',
  });
  const period = random.between(30, 90);
  for (const [from, to] of app.sessions(random.whole(3, 6), 240)) {
    for (let at = from + 3; at < to - 1; at += period * random.between(0.97, 1.03)) {
      const length = random.whole(300, 1800);
      app.encrypt(at + 0.12, length);
      app.rsa(at + 0.14);
      app.tls(at, [[0.2, length + 256 + 40]], { host: `telemetry.${app.host}` });
    }
  }
}

/** Signs in with a key of the keystore while somebody looks; TLS only. */
function bank(app) {
  const { random } = app;
  if (random.chance(0.5)) app.pair(random.between(30, 200));
  for (const [from, to] of app.sessions(random.whole(1, 4), 120)) {
    app.log(from + 2, 'keypair_accessed', { 'crypto.class': 'asymmetric' });
    app.sign(from + 2.1);
    app.tls(from + 2.3, [[0.2, 900]]);
    for (let at = from + 6; at < to; at += random.between(5, 25)) app.tls(at, [[0.2, random.whole(300, 1200)]]);
  }
}

/** One connection that lives in the background, with a heartbeat. */
function push(app) {
  const { random } = app;
  app.startUnseen(2, 'service');
  const beats = app.beats(random.pick([240, 270, 300]), 0.02, 10);
  app.tls(
    8,
    beats.map((at) => [at - 8, 30]),
    { port: 5228, answerBytes: 30 },
  );
}

/** A protocol of its own over UDP while it is played. */
function game(app) {
  const { random } = app;
  for (const [from, to] of app.sessions(random.whole(1, 3), 200)) {
    app.tls(from + 1, [[0.2, 600]]);
    const messages = [
      [0, 'up', random.bytes(32)],
      [0.05, 'down', random.bytes(32)],
    ];
    for (let at = 0.2; at < to - from; at += 1.5)
      messages.push(
        [at, 'up', random.bytes(random.whole(60, 140))],
        [at + 0.04, 'down', random.bytes(random.whole(60, 200))],
      );
    app.flow(from + 2, random.whole(20_000, 40_000), messages, { transport: 'udp' });
  }
}

/** Watches a camera at home: a protocol of its own over UDP, in the background with a visible notification. */
function camera(app) {
  const { random } = app;
  app.startUnseen(2, 'service');
  app.state(3, 'fgs_start', { 'android.notification_shown': true });
  const period = random.between(15, 60);
  const messages = [
    [0, 'up', random.bytes(48)],
    [0.05, 'down', random.bytes(48)],
  ];
  for (const at of app.beats(period, 0.03, 12))
    messages.push([at - 10, 'up', random.bytes(64)], [at - 9.95, 'down', random.bytes(64)]);
  app.flow(10, 32_100, messages, { transport: 'udp' });
}

/** End-to-end encryption over a channel of its own, seen and unseen, with fresh keys. */
function messenger(app) {
  const { random } = app;
  const sessions = app.sessions(random.whole(2, 5), 120);
  app.state(4, 'process_start', { 'android.start_reason': 'service' });
  for (let i = 0; i < random.whole(5, 30); i++) app.pair(20 + i * 0.05, 'X25519');
  app.catalogue = {
    crypto: true,
    background: true,
    protocols: ['custom', 'tls', 'standard'],
    destinations: [app.ip, `.${app.host}`],
  };
  const port = random.pick([443, 5222, 4244]);
  const moments = [
    ...app.beats(random.between(60, 240), 0.1),
    ...sessions.flatMap(([from, to]) => Array.from({ length: random.whole(2, 12) }, () => random.between(from, to))),
  ];
  const messages = [
    [0.1, 'up', framed(random.bytes(32))],
    [0.2, 'down', framed(random.bytes(48))],
  ];
  for (const at of moments.filter((moment) => moment > 20).sort((a, b) => a - b)) {
    if (random.chance(0.2)) app.agree(at - 0.1);
    const sealed = app.encrypt(at - 0.05, random.whole(80, 600));
    messages.push([at - 15, 'up', framed(sealed)], [at - 14.9, 'down', framed(random.bytes(random.whole(40, 300)))]);
  }
  app.flow(15, port, messages);
}

/** WireGuard: a recognised protocol, always on. */
function vpn(app) {
  const { random } = app;
  app.startUnseen(2, 'service');
  app.state(3, 'fgs_start', { 'android.notification_shown': true });
  app.pair(5, 'X25519');
  app.catalogue = {
    crypto: true,
    background: true,
    protocols: ['standard', 'custom', 'unknown'],
    destinations: [app.ip],
  };
  const messages = [
    [0, 'up', wireguard(random, 1)],
    [0.05, 'down', wireguard(random, 2)],
  ];
  for (let at = 0.2; at < app.seconds - 40; at += random.between(1, 25))
    messages.push([at, random.pick(['up', 'down']), wireguard(random, 4)]);
  app.flow(8, 51_820, messages, { transport: 'udp' });
}

/** Seals files with keys of its own and uploads them at night. */
function backup(app) {
  const { random } = app;
  app.startUnseen(2, 'job');
  app.pair(10, 'RSA');
  app.catalogue = {
    crypto: true,
    background: true,
    protocols: ['tls', 'standard'],
    destinations: [app.ip, `.${app.host}`],
  };
  for (let run = 0; run < random.whole(1, 4); run++) {
    const from = random.between(60, app.seconds - 120);
    app.rsa(from - 0.3);
    const requests = Array.from({ length: random.whole(3, 12) }, (_, i) => {
      const length = random.whole(2000, 12_000);
      app.encrypt(from + 0.1 + i * 0.6, length);
      return [0.2 + i * 0.6, length + 60];
    });
    app.tls(from, requests);
  }
}

/** Fetches on a timer in the background inside TLS; signs a message now and then while somebody writes it. */
function mail(app) {
  const { random } = app;
  for (const [from] of app.sessions(random.whole(1, 3), 120)) {
    if (random.chance(0.3)) app.sign(from + 40);
    app.tls(from + 41, [[0.2, random.whole(900, 6000)]], { port: 465 });
  }
  for (const at of app.beats(300, 0.02))
    app.tls(
      at,
      [
        [0.2, 60],
        [0.4, 80],
      ],
      { port: 993 },
    );
}
