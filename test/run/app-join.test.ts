import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type AppJoin, joinApps } from '../../src/run/app-join.ts';
import { captureCoverage } from '../../src/run/capture-coverage.ts';
import { analyzeOptions } from '../../src/run/config.ts';
import type { Settings } from '../../src/run/config-schema.ts';
import { type Analysed, analysed, captureOf, chunksOf, connection, readWith, resolve } from '../support/analysed.ts';
import { PcapngFile, START_US } from '../support/capture-bytes.ts';
import { outputFolder } from '../support/output-folder.ts';
import { ipPacket } from '../support/packets.ts';
import { logFolder, socketRow } from '../support/socket-rows.ts';
import { TLS12_CLIENT, TLS13_CLIENT } from '../support/tls-handshakes.ts';

const DEVICE = '192.168.1.20';
const SERVER = '203.0.113.7:443';
const INPUT = { captures: ['x'], interfaceName: undefined, quiet: true, verbose: false };
const INVENTORY = ['package:com.example.bank uid:10101', 'package:com.example.notes uid:10102'];

/** Three connections a second apart: of the bank, of the notes, of nobody that a log knows. */
const packets = [1, 2, 3].flatMap((i) => connection(`${DEVICE}:${40_000 + i}`, SERVER, ['x'], i * 1e6));
const SOCKETS = [1, 2].map((i) => socketRow({ local: `${DEVICE}:${40_000 + i}`, remote: SERVER, uid: 10_100 + i }));

interface Joined extends Analysed {
  join: AppJoin;
  warnings: string[];
}

async function joined(
  files: Record<string, readonly string[] | Uint8Array>,
  settings: Settings = {},
  verbose = false,
): Promise<Joined> {
  const telemetry = Object.keys(files).length === 0 ? [] : [logFolder(await outputFolder(), files)];
  const warnings: string[] = [];
  const join = await joinApps(analyzeOptions({ ...INPUT, verbose }, { ...settings, telemetry }), (message) => {
    warnings.push(message);
  });
  const run = await analysed(packets);
  join.attribute(run.flows, run.pool);
  return { ...run, join, warnings };
}

describe('AppJoin', () => {
  it('gives flows the apps of the socket log, with names of the inventory, and a reason to the others', async () => {
    const { join, warnings } = await joined({ 'sockets.ndjson': SOCKETS, 'packages.txt': INVENTORY });
    expect([0, 1, 2].map((rank) => join.app(rank)?.packages)).toEqual([
      ['com.example.bank'],
      ['com.example.notes'],
      undefined,
    ]);
    expect(join.app(0)).toMatchObject({ uid: 10_101, level: 'exact', sources: ['sockets.ndjson:1'] });
    expect([0, 1].map((rank) => join.missing(rank))).toEqual([undefined, undefined]);
    expect(join.missingCause(2)).toBe('no row of the socket logs has its tuple');
    expect(join.missing(2)).toContain('40003');
    expect(warnings).toEqual([]);
  });

  it('says of every flow that there is nothing to join with, where there is no log', async () => {
    const { join } = await joined({});
    expect([0, 1, 2].map((rank) => join.app(rank))).toEqual([undefined, undefined, undefined]);
    expect(join.missing(0)).toBe('no socket log was given');
    expect(join.missingCause(0)).toBe('no socket log was given');
    expect(join.manifests()).toEqual([]);
  });

  it('lists an inventory alone in the manifest', async () => {
    const { join } = await joined({ 'packages.txt': INVENTORY });
    expect(join.manifests()).toMatchObject([{ file: 'packages.txt', format: 'pm-list', records: 2, rejected: 0 }]);
    expect(join.missing(0)).toBe('no socket log was given');
  });

  it('keeps all flows, or those of the apps that --only-app names, by package or UID', async () => {
    const files = { 'sockets.ndjson': SOCKETS, 'packages.txt': INVENTORY };
    const kept = async (settings: Settings) => {
      const { join, flows } = await joined(files, settings);
      return [...join.keptRanks(flows)];
    };
    expect(await kept({})).toEqual([0, 1, 2]);
    expect(await kept({ only_app: ['com.example.notes'] })).toEqual([1]);
    expect(await kept({ only_app: ['10101', 'com.example.notes'] })).toEqual([0, 1]);
    expect(await kept({ only_app: ['com.example'] })).toEqual([]);
  });

  it('does not keep a flow that no line was made of', async () => {
    const { join } = await joined({ 'sockets.ndjson': SOCKETS }, { only_app: ['10101', '10102'] });
    const { flows: all } = await analysed(packets);
    const run = await analysed(packets, { settings: { keep: new Set([all.beginning(1)]) } });
    join.attribute(run.flows, run.pool);
    expect([...join.keptRanks(run.flows)]).toEqual([1]);
  });

  it('warns of lines that were rejected, of files that are no logs, and of a log that is cut', async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 5000 }, (_, i) => `${SOCKETS[i % 2]} `).join('\n')));
    const { join, warnings } = await joined({
      'sockets.ndjson': [...SOCKETS, '{"android.uid": "nobody"}'],
      'notes.txt': ['remember the milk'],
      'cut.ndjson.gz': packed.subarray(0, packed.length - 100),
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^notes\.txt is in none of the formats/),
      expect.stringMatching(/^cut\.ndjson\.gz is damaged gzip/),
      expect.stringMatching(/^cut\.ndjson\.gz: socket, 4,\d+ records, 1 line rejected/),
      expect.stringMatching(/^sockets\.ndjson: socket, 2 records, 1 line rejected \(line 3: /),
    ]);
    expect(join.isCut).toBe(true);
  });

  it('announces every log where more is to be said', async () => {
    const { warnings, join } = await joined({ 'packages.txt': INVENTORY }, {}, true);
    expect(warnings).toEqual(['packages.txt: pm-list, 2 records']);
    expect(join.isCut).toBe(false);
  });

  it('knows the addresses that sockets were bound to, without those that mean any', async () => {
    const { join } = await joined({
      'sockets.ndjson': [
        ...SOCKETS,
        socketRow({ local: '0.0.0.0:5353', remote: '0.0.0.0:0', uid: 1, transport: 'udp' }),
      ],
    });
    expect([...join.localAddresses()]).toEqual([DEVICE]);
  });

  it('takes the name of an app from the capture where no log has it', async () => {
    const file = new PcapngFile().section().interface({ linkType: 101 }).uidNames(10_101, 'com.example.bank', 'Bank');
    for (const packet of connection(`${DEVICE}:40001`, SERVER, ['x'])) {
      file.enhanced({ bytes: ipPacket(packet), timeUs: START_US + (packet.atUs ?? 0) }, 0, [[1, 'u-10101']]);
    }
    const pool = await readWith({ stream: chunksOf(file.bytes()) });
    const flows = resolve(pool);
    const join = await joinApps(analyzeOptions(INPUT, {}), () => undefined);
    join.attribute(flows, pool);
    expect(join.app(0)).toMatchObject({ uid: 10_101, packages: ['com.example.bank'], label: 'Bank', level: 'exact' });
  });

  it('knows which TLS handshakes a key log names, one given as a log or one within the capture', async () => {
    const random = Buffer.from(TLS13_CLIENT.subarray(11, 43)).toString('hex');
    const line = `CLIENT_TRAFFIC_SECRET_0 ${random} ${'ab'.repeat(48)}`;
    const tls = [TLS13_CLIENT, TLS12_CLIENT].flatMap((hello, i) =>
      connection(`${DEVICE}:${40_001 + i}`, SERVER, [hello], i * 1e6),
    );
    const file = new PcapngFile().section().interface({ linkType: 101 }).secrets(0x544c534b, `${line}\n`);
    for (const packet of tls) file.enhanced({ bytes: ipPacket(packet), timeUs: START_US + (packet.atUs ?? 0) });
    for (const [capture, logs] of [
      [captureOf(tls), { 'keys.log': [line] }],
      [file.bytes(), {}],
    ] as const) {
      const telemetry = Object.keys(logs).length === 0 ? [] : [logFolder(await outputFolder(), logs)];
      const pool = await readWith({ stream: chunksOf(capture) });
      const flows = resolve(pool);
      const join = await joinApps(analyzeOptions(INPUT, { telemetry }), () => undefined);
      join.attribute(flows, pool);
      expect([0, 1].map((rank) => join.tlsKeysLogged(flows, rank))).toEqual([true, false]);
    }
  });

  it('tells which areas were looked at', async () => {
    const { join, pool } = await joined({ 'sockets.ndjson': SOCKETS });
    const rows = join.coverage(captureCoverage([{ file: 'a.pcap' }], pool.reports));
    expect(Object.fromEntries(rows.map(({ area, status }) => [area, status]))).toEqual({
      key_lifecycle: 'none',
      asymmetric_api_use: 'none',
      ciphertext_transformation: 'none',
      background_execution: 'none',
      network_transmission: 'partial',
    });
  });

  it('tells of other apps not even their UIDs, and of flows without an app how many, where --only-app names some', async () => {
    const { join, pool } = await joined({ 'sockets.ndjson': SOCKETS }, { only_app: ['10101'] });
    const rows = JSON.stringify(join.coverage(captureCoverage([{ file: 'a.pcap' }], pool.reports)));
    expect(rows).toContain('10101');
    expect(rows).not.toContain('10102');
    expect(rows).toContain('1 of 2 flows');
  });

  it('counts what its caps cost', async () => {
    const { join } = await joined({ 'sockets.ndjson': SOCKETS });
    expect(join.counts()).toEqual({
      socket_rows_dropped: 0,
      inventory_rows_dropped: 0,
      device_events_dropped: 0,
      resolutions_dropped: 0,
      records_unchecked: 0,
      join_lookups_cut: 0,
    });
  });
});
