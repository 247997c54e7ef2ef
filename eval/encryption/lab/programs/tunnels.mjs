// VPNs: OpenVPN as it is, OpenVPN between scrambling relays, WireGuard in user space. Each carries HTTP to the far end of its tunnel.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { saying, start, stop } from '../../../../captures/lab/processes.mjs';
import { ip } from '../spaces.mjs';
import { TARGET_PORT, visitThrough } from './context.mjs';

const RELAY = fileURLToPath(new URL('../xor-relay.mjs', import.meta.url));
const UP = 'Initialization Sequence Completed';

export const openvpn = {
  needs: ['openvpn', 'openssl', 'curl'],
  async run(context) {
    const { address, port } = context.capture;
    await tunnelled(context, [address, port], [address, port], []);
  },
};

export const openvpnXor = {
  needs: openvpn.needs,
  async run(context) {
    const { capture, spaces } = context;
    const { address, port, localPort, params } = capture;
    const relay = (space, listen, to, side) =>
      start('relay', space, [process.execPath, RELAY, params.transport, params.mode, params.mask, listen, to, side]);
    const far = relay(spaces.server, `${address}:${port}`, `127.0.0.1:${localPort}`, 'far');
    const near = relay(spaces.device, `127.0.0.1:${localPort}`, `${address}:${port}`, 'near');
    await Promise.all([saying(far, 'ready'), saying(near, 'ready')]);
    await tunnelled(context, ['127.0.0.1', localPort], ['127.0.0.1', localPort], [near, far]);
  },
};

/** One server; a new client for every connection, so that each is a flow of its own. */
async function tunnelled({ spaces, capture, folder, draw }, listen, remote, helpers) {
  const { params, number, name } = capture;
  const { server: serverOptions, client: clientOptions } = identities(folder, name, params);
  const [inside, outside] = tunnelAddresses(80, number);
  const tcp = params.transport === 'tcp';
  const common = ['--verb', '3', '--cipher', params.cipher, '--data-ciphers', params.cipher, '--nobind'];
  const listenOptions = ['--local', listen[0], '--port', String(listen[1]), '--proto', tcp ? 'tcp-server' : 'udp'];
  const serverTun = ['--dev', `ovs${number}`, '--dev-type', 'tun', '--ifconfig', inside, outside];
  const started = [...helpers];
  try {
    for (let visit = 0; visit < capture.connections; visit++) {
      const server = start('openvpn', spaces.server, [
        'openvpn',
        ...common.filter((word) => word !== '--nobind'),
        ...listenOptions,
        ...serverTun,
        ...serverOptions,
      ]);
      started.push(server);
      await sleep(600);
      const clientTun = ['--dev', `ovc${number}`, '--dev-type', 'tun', '--ifconfig', outside, inside];
      const dial = ['--remote', remote[0], String(remote[1]), '--proto', tcp ? 'tcp-client' : 'udp'];
      const client = start('openvpn', spaces.device, ['openvpn', ...common, ...dial, ...clientTun, ...clientOptions]);
      started.push(client);
      await saying(client, UP);
      await visitThrough({ spaces, capture: { ...capture, connections: 1 }, draw }, [], `${inside}:${TARGET_PORT}`);
      for (const program of [client, server]) await stop(program, 'SIGTERM').catch(() => program.child.kill('SIGKILL'));
    }
  } finally {
    for (const program of started.reverse()) program.child.kill('SIGTERM');
  }
}

/** Two addresses of a /24 that only this capture's tunnel uses. */
function tunnelAddresses(base, number) {
  return [1, 2].map((end) => `10.${base + (number >> 8)}.${number & 255}.${end}`);
}

/** Self-signed certificates that know each other by fingerprint; the control channel's wrapping by a shared key, if any. */
function identities(folder, name, { wrapping }) {
  const sides = ['server', 'client'].map((side) => {
    const [key, cert] = ['key', 'crt'].map((ending) => join(folder, `${name}-${side}.${ending}`));
    const subject = ['-subj', `/CN=${side}`, '-days', '3'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        ...subject,
      ],
      { stdio: 'ignore' },
    );
    const fingerprint = execFileSync('openssl', ['x509', '-in', cert, '-noout', '-fingerprint', '-sha256'], {
      encoding: 'utf8',
    })
      .trim()
      .split('=')[1];
    return { key, cert, fingerprint };
  });
  const [server, client] = sides;
  const ownAnd = (own, peer) => ['--cert', own.cert, '--key', own.key, '--peer-fingerprint', peer.fingerprint];
  const shared = join(folder, `${name}-shared.key`);
  if (wrapping !== 'none') execFileSync('openvpn', ['--genkey', 'secret', shared], { stdio: 'ignore' });
  const wrap = (direction) =>
    wrapping === 'none' ? [] : wrapping === 'tls-auth' ? ['--tls-auth', shared, direction] : ['--tls-crypt', shared];
  return {
    server: ['--tls-server', '--dh', 'none', ...ownAnd(server, client), ...wrap('0')],
    client: ['--tls-client', ...ownAnd(client, server), ...wrap('1')],
  };
}

export const wireguard = {
  needs: ['wireguard-go', 'wg', 'curl'],
  async run({ spaces, capture, folder, draw }) {
    const { address, port, number, name } = capture;
    const keys = ['server', 'client'].map((side) => {
      const secret = execFileSync('wg', ['genkey'], { encoding: 'utf8' });
      const file = join(folder, `${name}-${side}.wg`);
      writeFileSync(file, secret, { mode: 0o600 });
      return { file, publicKey: execFileSync('wg', ['pubkey'], { input: secret, encoding: 'utf8' }).trim() };
    });
    const [inside, outside] = tunnelAddresses(90, number);
    const ends = [
      [spaces.server, `egs${number}`, keys[0], keys[1], inside, ['listen-port', String(port)], []],
      [spaces.device, `egc${number}`, keys[1], keys[0], outside, [], ['endpoint', `${address}:${port}`]],
    ];
    const started = [];
    try {
      for (const [space, link, own, peer, at, listen, endpoint] of ends) {
        started.push(
          start('wireguard-go', space, ['wireguard-go', '-f', link], {
            env: { WG_PROCESS_FOREGROUND: '1', LOG_LEVEL: 'silent' },
          }),
        );
        await sleep(600);
        ip(
          'netns',
          'exec',
          space,
          'wg',
          'set',
          link,
          'private-key',
          own.file,
          ...listen,
          'peer',
          peer.publicKey,
          'allowed-ips',
          `${inside},${outside}`,
          ...endpoint,
        );
        ip('-n', space, 'address', 'add', `${at}/24`, 'dev', link);
        ip('-n', space, 'link', 'set', link, 'up');
      }
      await visitThrough({ spaces, capture, draw }, [], `${inside}:${TARGET_PORT}`);
    } finally {
      for (const program of started.reverse())
        await stop(program, 'SIGTERM').catch(() => program.child.kill('SIGKILL'));
    }
  },
};
