// Arkime's session records of its own test captures against our flows: packets, bytes, data bytes, Community IDs, JA3 and JA4.
// Arkime's bytes are whole frames: IP bytes plus link header, VLAN tags and Ethernet padding, so they are compared with the frames of the flow.
// Its data bytes of a TCP session are what was put in order: our stream bytes; where it saw no SYN it puts nothing in order.
// Its ID of ESP hashes two zero ports, which the specification does not. Sessions of protocols without ports but ESP are keyed otherwise
// (ICMP without types, PIM and OSPF without addresses), so they are left out, as are those inside encapsulations that we leave closed,
// and records without packets.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { addressText } from '../../src/flows/address-text.ts';
import { communityId } from '../../src/flows/community-id.ts';
import { KEY_WORDS } from '../../src/flows/flow-key.ts';
import { recogniseService } from '../../src/flows/service-registry.ts';
import { historyText } from '../../src/flows/tcp-history.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { captureFlows, tuple } from '../support/capture-flows.ts';
import { corporaFolder, manifestRows, needsCorpora } from '../support/corpora.ts';

interface Session {
  name: string;
  ipProtocol: number;
  protocols: string[];
  source: { ip: string; port: number; packets: number; bytes: number };
  destination: { ip: string; port: number; packets: number; bytes: number };
  client?: { bytes: number };
  server?: { bytes: number };
  communityId: string | undefined;
  segments: number;
  tls: Record<string, string[]>;
  ssh: { hassh?: string[]; hasshServer?: string[] } | undefined;
}

interface Side {
  packets: number;
  frameBytes: number;
  streamBytes: number;
}

interface Flow {
  history: string;
  startSeen: boolean;
  communityId: string;
  /** By address and port. */
  sides: Map<string, Side>;
  joined: boolean;
  tls: { ja3?: string; ja3s?: string; ja4?: string } | undefined;
  ssh: { hassh?: string; hassh_server?: string } | undefined;
}

const ENCAPSULATIONS = ['gtp', 'vxlan', 'vxlan-gpe', 'geneve', 'gre', 'mpls', 'pppoe', 'erspan', 'corrupt-ip'];
/** Sessions that Arkime bounds in another way than an idle time of 300 s, or joins by name (DHCP). */
const OTHER_BOUNDS = ['arkime/long-session.pcap', 'arkime/wireshark-dhcp.pcap', 'arkime/mpls-basic.pcap'];

/** Sessions made to break a parser, and what each tool makes of them. */
const BROKEN: Readonly<Record<string, string>> = {
  'arkime/80211http.pcap 172.5.5.113:49417 14.17.32.211:80 6': 'the link type (Radiotap) is not read',
  'arkime/arkime_synthetic.pcap 10.9.8.1:40100 10.9.8.2:9999 17':
    'a UDP length of 0: a corrupt packet there, the IP length here',
  'arkime/arkime_synthetic.pcap 0.0.0.0:68 255.255.255.255:67 17': 'DHCP, joined by its transaction',
  'arkime/arkime_synthetic.pcap 10.40.9.100:4790 10.40.9.1:40000 17':
    'VXLAN-GPE that was opened there, but for this packet',
  'arkime/arkime_synthetic.pcap 10.222.222.20:6081 10.222.222.10:12345 17':
    'Geneve that was opened there, but for this packet',
  'arkime/tcpseq_synthetic.pcap 30.0.0.0:0 0.0.3.0:0 6': 'data of a SYN, which is stream data here (RFC 9293 §3.4)',
};
/** TLS that does not stand at the start of a stream, or whose ServerHello ends in a stray byte. */
const OTHER_TLS = [
  'arkime/adb_synthetic.pcap 10.0.0.1:40005 10.0.0.2:5555 6',
  'arkime/arkime_synthetic.pcap 10.9.10.1:49601 10.9.10.2:443 6',
];
const COMPARED: readonly number[] = [IpProtocol.tcp, IpProtocol.udp, IpProtocol.sctp, IpProtocol.esp];

const pairs: { session: Session; flow: Flow }[] = [];
const unmatched: string[] = [];

describe.skipIf(corporaFolder === undefined)(needsCorpora('Arkime sessions'), () => {
  beforeAll(async () => {
    for (const { path } of manifestRows()) {
      const truth = join(corporaFolder as string, 'arkime/gt', path.replace(/\.pcap$/, '.test'));
      if (!path.startsWith('arkime/') || !existsSync(truth) || OTHER_BOUNDS.includes(path)) continue;
      const sessions = readSessions(path, truth);
      const flows = await readFlows(join(corporaFolder as string, path));
      for (const session of sessions) {
        const key = sessionKey(session);
        const flow = flows.get(key);
        if (flow !== undefined) pairs.push({ session, flow });
        else unmatched.push(session.name);
      }
    }
  }, 60_000);

  it('have a flow each', () => {
    expect(unmatched).toEqual([]);
    expect(pairs.length).toBeGreaterThan(300);
  });

  it('hold as many packets a direction', () => {
    const faults = pairs.filter(({ session, flow }) => {
      const [source, destination] = sidesOf(session, flow);
      // A datagram of fragments is one packet to Arkime and several to us.
      if (flow.joined) return source.packets < session.source.packets;
      return source.packets !== session.source.packets || destination.packets !== session.destination.packets;
    });
    expect(faults.map(({ session }) => session.name)).toEqual([]);
  });

  it('hold as many bytes a direction, link layer and padding included', () => {
    const faults = pairs.filter(({ session, flow }) => {
      const [source, destination] = sidesOf(session, flow);
      if (flow.joined) return false;
      return source.frameBytes !== session.source.bytes || destination.frameBytes !== session.destination.bytes;
    });
    expect(faults.map(({ session }) => session.name)).toEqual([]);
  });

  it('put as many data bytes in order', () => {
    const compared = pairs.filter(({ session, flow }) => session.ipProtocol === IpProtocol.tcp && flow.startSeen);
    const faults = compared.filter(({ session, flow }) => {
      const [source, destination] = sidesOf(session, flow);
      return source.streamBytes !== session.client?.bytes || destination.streamBytes !== session.server?.bytes;
    });
    expect(faults.map(({ session }) => session.name)).toEqual([]);
    expect(compared.length).toBeGreaterThan(100);
  });

  it('have the same originator, unless we turned the flow round', () => {
    const faults = pairs.filter(({ session, flow }) => {
      const [first] = flow.sides.keys();
      return first !== `${session.source.ip} ${session.source.port}` && !flow.history.startsWith('^');
    });
    expect(faults.map(({ session }) => session.name)).toEqual([]);
  });

  it('have the same Community ID', () => {
    const faults = pairs.filter(({ session, flow }) => {
      const { communityId: theirs, ipProtocol } = session;
      if (theirs === undefined) return false;
      return theirs !== (ipProtocol === IpProtocol.esp ? espId(session) : flow.communityId);
    });
    expect(faults.map(({ session, flow }) => [session.name, session.communityId, flow.communityId])).toEqual([]);
    expect(pairs.filter(({ session }) => session.communityId !== undefined).length).toBeGreaterThan(300);
  });

  it.each(['ja3', 'ja3s', 'ja4'] as const)('have the same %s', (kind) => {
    let compared = 0;
    const faults: unknown[] = [];
    for (const { session, flow } of pairs) {
      const theirs = session.tls[kind];
      if (theirs === undefined || OTHER_TLS.includes(session.name)) continue;
      compared += 1;
      const ours = flow.tls?.[kind];
      if (ours === undefined || !theirs.includes(ours)) faults.push([session.name, theirs, ours]);
    }
    expect(faults).toEqual([]);
    expect(compared).toBeGreaterThan(5);
  });

  it('have the same HASSH and hasshServer', () => {
    const named = pairs.filter(({ session }) => session.ssh?.hassh !== undefined);
    const faults = named.filter(
      ({ session, flow }) =>
        session.ssh?.hassh?.[0] !== flow.ssh?.hassh || session.ssh?.hasshServer?.[0] !== flow.ssh?.hassh_server,
    );
    expect(faults.map(({ session, flow }) => [session.name, session.ssh, flow.ssh])).toEqual([]);
    expect(named.length).toBeGreaterThan(0);
  });
});

function sidesOf(session: Session, flow: Flow): [Side, Side] {
  const none: Side = { packets: 0, frameBytes: 0, streamBytes: 0 };
  const side = ({ ip, port }: { ip: string; port: number }) => flow.sides.get(`${ip} ${port}`) ?? none;
  return [side(session.source), side(session.destination)];
}

async function readFlows(path: string): Promise<Map<string, Flow>> {
  const flows = new Map<string, Flow>();
  const frames = new Map<string, { bytes: number; joined: boolean }>();
  const view = (protocol: number, ip: string, port: number, toIp: string, toPort: number) =>
    `${protocol} ${ip} ${port} ${toIp} ${toPort}`;
  const words = new Int32Array(8);
  await captureFlows(
    path,
    ({ flow, meter, row, origIp, respIp }) => {
      const key = tuple(flow.protocol, origIp, flow.origPort, respIp, flow.respPort);
      const sides = new Map<string, Side>();
      let joined = false;
      for (const [ip, port, toIp, toPort, side] of [
        [origIp, flow.origPort, respIp, flow.respPort, flow.orig],
        [respIp, flow.respPort, origIp, flow.origPort, flow.resp],
      ] as const) {
        const frame = frames.get(view(flow.protocol, ip, port, toIp, toPort));
        sides.set(`${ip} ${port}`, {
          packets: side.packets,
          frameBytes: frame?.bytes ?? 0,
          streamBytes: side.streamBytes,
        });
        joined ||= frame?.joined ?? false;
      }
      const columns = meter.table.columns;
      const facts = recogniseService(flow);
      // The first flow of a tuple: the captures that split one are left out.
      if (flows.has(key)) return;
      flows.set(key, {
        history: historyText(columns, row),
        startSeen: flow.startSeen,
        communityId: communityId(columns.key, row * KEY_WORDS),
        sides,
        joined,
        tls: facts?.tls,
        ssh: facts?.ssh,
      });
    },
    {
      onPacket(packet, record) {
        words.set([packet.s0, packet.s1, packet.s2, packet.s3, packet.d0, packet.d1, packet.d2, packet.d3]);
        const [from, to] = [addressText(words, 0), addressText(words, 4)];
        const key = view(packet.protocol, from, packet.sourcePort, to, packet.destinationPort);
        const frame = frames.get(key) ?? { bytes: 0, joined: false };
        frame.bytes += record.originalBytes;
        frame.joined ||= packet.ipPackets > 1;
        frames.set(key, frame);
      },
    },
  );
  return flows;
}

function readSessions(path: string, truth: string): Session[] {
  // biome-ignore lint/suspicious/noExplicitAny: foreign JSON, read field by field.
  const { sessions3 } = JSON.parse(readFileSync(truth, 'utf8')) as { sessions3: { body: any }[] };
  return sessions3.flatMap(({ body }) => {
    const { source, destination, ipProtocol, protocol = [] } = body;
    if (source?.ip === undefined || destination?.ip === undefined) return [];
    const session: Session = {
      name: `${path} ${source.ip}:${source.port} ${destination.ip}:${destination.port} ${ipProtocol}`,
      ipProtocol,
      protocols: protocol,
      source,
      destination,
      client: body.client,
      server: body.server,
      communityId: body.network?.community_id,
      segments: body.segmentCnt ?? 1,
      tls: body.tls ?? {},
      ssh: body.ssh,
    };
    return isCompared(session) ? [session] : [];
  });
}

function isCompared({ name, ipProtocol, protocols, source, destination, segments }: Session): boolean {
  if (!COMPARED.includes(ipProtocol) || name in BROKEN) return false;
  if (protocols.some((protocol) => ENCAPSULATIONS.includes(protocol))) return false;
  return source.packets + destination.packets > 0 && segments === 1;
}

function sessionKey({ ipProtocol, source, destination }: Session): string {
  return tuple(ipProtocol, source.ip, source.port, destination.ip, destination.port);
}

/** Community ID over two ports of zero. */
function espId({ source, destination }: Session): string {
  const [a, b] = [source.ip, destination.ip].map(addressBytes).sort(Buffer.compare) as [Buffer, Buffer];
  const hashed = Buffer.concat([Buffer.alloc(2), a, b, Buffer.from([IpProtocol.esp, 0, 0, 0, 0, 0])]);
  return `1:${createHash('sha1').update(hashed).digest('base64')}`;
}

function addressBytes(text: string): Buffer {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number));
  const [head = '', tail = ''] = text.split('::') as [string, string?];
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [front, back] = [groups(head), groups(tail)];
  const all = [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 255]));
}
