// Circumvention programs, each with its own server and client: shadowsocks-libev (alone or behind simple-obfs), obfs4proxy, V2Ray.

import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { start, stop } from '../../../../captures/lab/processes.mjs';
import { TARGET_PORT, visitThrough, withPrograms } from './context.mjs';

export const shadowsocks = {
  needs: ['ss-server', 'ss-local', 'curl'],
  async run({ spaces, capture, ...rest }) {
    const { address, port, params, localPort } = capture;
    const common = ['-s', address, '-p', String(port), '-k', 'correct horse', '-m', params.method];
    const plugin = (name, extra) =>
      params.obfs === undefined ? [] : ['--plugin', name, '--plugin-opts', `obfs=${params.obfs}${extra}`];
    await withPrograms(
      [
        ['ss-server', spaces.server, ['ss-server', ...common, ...plugin('obfs-server', '')]],
        [
          'ss-local',
          spaces.device,
          [
            'ss-local',
            ...common,
            '-b',
            '127.0.0.1',
            '-l',
            String(localPort),
            ...plugin('obfs-local', ';obfs-host=www.example.com'),
          ],
        ],
      ],
      () => visitThrough({ spaces, capture, ...rest }, ['--socks5-hostname', `127.0.0.1:${localPort}`]),
    );
  },
};

export const shadowsocksObfs = { ...shadowsocks, needs: [...shadowsocks.needs, 'obfs-server', 'obfs-local'] };

export const obfsproxy = {
  needs: ['obfs4proxy', 'curl'],
  async run({ spaces, capture, folder, ...rest }) {
    const { address, port, params, name } = capture;
    const state = (side) => {
      const path = join(folder, `${name}-${side}`);
      mkdirSync(path, { recursive: true });
      return path;
    };
    const common = { TOR_PT_MANAGED_TRANSPORT_VER: '1' };
    const server = start('obfs4proxy', spaces.server, ['obfs4proxy'], {
      env: {
        ...common,
        TOR_PT_STATE_LOCATION: state('server'),
        TOR_PT_SERVER_TRANSPORTS: params.transport,
        TOR_PT_SERVER_BINDADDR: `${params.transport}-${address}:${port}`,
        TOR_PT_ORPORT: `127.0.0.1:${TARGET_PORT}`,
        ...(params.transport === 'obfs4' ? { TOR_PT_SERVER_TRANSPORT_OPTIONS: `obfs4:iat-mode=${params.iat}` } : {}),
      },
    });
    const env = { ...common, TOR_PT_STATE_LOCATION: state('client'), TOR_PT_CLIENT_TRANSPORTS: params.transport };
    const client = start('obfs4proxy', spaces.device, ['obfs4proxy'], { env });
    try {
      const serverSaid = await line(server, 'SMETHOD ');
      const [, , , socks] = (await line(client, 'CMETHOD ')).split(' ');
      const cert = /cert=([^,\s]+)/.exec(serverSaid)?.[1];
      // The arguments travel as user name and password, joined again on the other side.
      const login = cert === undefined ? [] : ['--proxy-user', `cert=${cert};iat-mode=:${params.iat}`];
      await visitThrough({ spaces, capture, ...rest }, ['--socks5', socks, ...login], `${address}:${port}`);
    } finally {
      for (const program of [client, server]) await stop(program, 'SIGTERM').catch(() => program.child.kill('SIGKILL'));
    }
  },
};

export const v2ray = {
  needs: ['v2ray', 'curl'],
  async run({ spaces, capture, folder, ...rest }) {
    const { address, port, params, localPort, name } = capture;
    const id = randomUUID();
    const streamSettings =
      params.network === 'kcp'
        ? { network: 'kcp', kcpSettings: { header: { type: params.header }, seed: params.kcpSeed } }
        : { network: 'tcp' };
    const serverConfig = {
      log: { loglevel: 'none' },
      inbounds: [
        { listen: address, port, protocol: 'vmess', settings: { clients: [{ id, alterId: 0 }] }, streamSettings },
      ],
      outbounds: [{ protocol: 'freedom' }],
    };
    const vnext = [{ address, port, users: [{ id, alterId: 0, security: params.security }] }];
    const clientConfig = {
      log: { loglevel: 'none' },
      inbounds: [{ listen: '127.0.0.1', port: localPort, protocol: 'socks', settings: { udp: false } }],
      outbounds: [{ protocol: 'vmess', settings: { vnext }, streamSettings }],
    };
    const path = (side, config) => {
      const file = join(folder, `${name}-${side}.json`);
      writeFileSync(file, JSON.stringify(config));
      return file;
    };
    await withPrograms(
      [
        ['v2ray', spaces.server, ['v2ray', '-config', path('server', serverConfig)]],
        ['v2ray', spaces.device, ['v2ray', '-config', path('client', clientConfig)]],
      ],
      () => visitThrough({ spaces, capture, ...rest }, ['--socks5-hostname', `127.0.0.1:${localPort}`]),
      1500,
    );
  },
};

/** The first line on a program's stdout that begins so. */
async function line({ name, child, exit }, beginning) {
  const found = new Promise((resolve) => {
    createInterface(child.stdout).on('line', (text) => text.startsWith(beginning) && resolve(text));
  });
  const text = await Promise.race([found, exit.then(() => undefined)]);
  if (text === undefined) throw new Error(`${name} ended before it said ${beginning}`);
  return text;
}
