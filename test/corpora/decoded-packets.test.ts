// Packets as tshark decodes them, a capture for each link type and encapsulation: addresses, protocol, ports, sequence numbers, payload lengths.

import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { PacketDecoder } from '../../src/parse/packet-decoder.ts';
import { DecodeStop, IpProtocol, type PacketView } from '../../src/parse/packet-view.ts';
import { corporaFolder, needsCorpora, readCaptureFile } from '../support/corpora.ts';
import { hasTshark, tsharkFrames } from '../support/tshark.ts';

const CAPTURES = [
  ['NULL', 'ja4/ipv6.pcapng'],
  ['Ethernet, big-endian and of an old version', 'ndpi/nfsv3.pcap'],
  ['PPP', 'tcpdump/lspping-fec-rsvp.pcap'],
  ['NFLOG', 'tcpdump/nflog.pcap'],
  ['NFLOG of a bridge', 'pcapsql-fuzz/nflog-ebtables.pcapng'],
  ['Cisco HDLC in PPP', 'ndpi/BGP_Cisco_hdlc_slarp.pcap'],
  ['Cisco HDLC', 'suricata/decode-chdlc-01/hdlc-http_1tx.pcap'],
  ['RAW', 'ndpi/codm.pcap'],
  ['SLL, nanoseconds', 'ndpi/quic-v2.pcapng'],
  ['SLL2', 'suricata/decode-sll2-01/input.pcap'],
  ['RAW IPv4', 'suricata/linktype-228/flow-test-01.pcap'],
  ['RAW IPv6', 'zeek/icmp/icmp6-mldv2.pcap'],
  ['Ethernet and SLL in one file', 'pcapplusplus/Packet++Test/PacketExamples/ldap.pcapng'],
  ['QinQ', 'zeek/http-qinq-0.pcap'],
  ['PPPoE, not decoded', 'zeek/pppoe-over-qinq.pcap'],
  ['MPLS beside VLAN', 'zeek/mixed-vlan-mpls.pcap'],
  ['IPv4 in IP', 'ndpi/4in4tunnel.pcap'],
  ['IPv6 in IP', 'ndpi/6in4tunnel.pcap'],
  ['GRE', 'ja4/gre-sample.pcap'],
  ['fragments of IPv4', 'pcapplusplus/Pcap++Test/PcapExamples/ip4_fragments.pcap'],
  ['fragments of both', 'ndpi/dns_fragmented.pcap'],
  ['fragments of IPv6', 'suricata/ipv6-evasion/ipv6-malformed-fragments-1/frag-1.pcap'],
  ['AH and extension headers', 'pcapplusplus/Packet++Test/PacketExamples/ipv6_options.pcap'],
  ['ESP', 'arkime/IKEv2.pcap'],
  ['packets cut by the snap length', 'ipfixprobe/tls.pcap'],
] as const;

const FIELDS = [
  'frame.number',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq_raw',
  'tcp.len',
  'udp.srcport',
  'udp.dstport',
  'udp.length',
  'frame.protocols',
] as const;
type Field = (typeof FIELDS)[number];

/** Layers that stay closed; in fragments tshark shows what is inside with the last one, as here. */
const CLOSED = /pppoe|mpls|vxlan|gtp|teredo|geneve/;

const addressOf = (words: number[]): string => {
  const bytes = words.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 255));
  return ipaddr.process(ipaddr.fromByteArray(bytes).toString()).toString();
};

/** The innermost decoded packet in tshark's words; a field is a list where headers lie in each other. */
function fault(view: PacketView, frame: Record<Field, string>): string | undefined {
  const list = (field: Field) => frame[field].split(',').filter((value) => value !== '');
  const addresses = (v4: Field, v6: Field) =>
    list(view.ipVersion === 4 ? v4 : v6).map((address) => ipaddr.process(address).toString());
  const source = addressOf([view.s0, view.s1, view.s2, view.s3]);
  const destination = addressOf([view.d0, view.d1, view.d2, view.d3]);
  const at = addresses('ip.src', 'ipv6.src').findIndex((address, i) => {
    return address === source && addresses('ip.dst', 'ipv6.dst')[i] === destination;
  });
  if (at < 0) return `${source} > ${destination}`;
  if (view.protocol === IpProtocol.tcp) {
    const ours = [view.sourcePort, view.destinationPort, view.sequence >>> 0, view.payloadBytes].join(' ');
    const theirs = (['tcp.srcport', 'tcp.dstport', 'tcp.seq_raw', 'tcp.len'] as const).map((field) => list(field)[0]);
    return ours === theirs.join(' ') ? undefined : `TCP ${ours}, not ${theirs.join(' ')}`;
  }
  if (view.protocol === IpProtocol.udp) {
    const ours = [view.sourcePort, view.destinationPort, view.payloadBytes + 8].join(' ');
    const theirs = (['udp.srcport', 'udp.dstport', 'udp.length'] as const).map((field) => list(field)[0]);
    return ours === theirs.join(' ') ? undefined : `UDP ${ours}, not ${theirs.join(' ')}`;
  }
  return undefined;
}

describe.skipIf(corporaFolder === undefined || !hasTshark)(
  `${needsCorpora('packets as tshark decodes them')}${hasTshark ? '' : ' (skipped: tshark is not installed)'}`,
  () => {
    it.each(CAPTURES)('%s: %s', async (kind, name) => {
      const path = join(corporaFolder as string, name);
      const frames = new Map(
        tsharkFrames(path, FIELDS, ['-E', 'occurrence=a', '-E', 'aggregator=,']).map((frame) => [
          Number(frame['frame.number']),
          frame,
        ]),
      );
      const decoder = new PacketDecoder();
      const faults: string[] = [];
      let flows = 0;
      const info = await readCaptureFile(path, (record) => {
        const frame = frames.get(record.frame);
        if (frame === undefined) throw new Error(`tshark has no frame ${record.frame}`);
        const isFlow = decoder.decode(record, true);
        const { view } = decoder;
        if (isFlow) {
          flows += 1;
          const found = fault(view, frame);
          if (found !== undefined) faults.push(`frame ${record.frame}: ${found}`);
        } else if (view.stop !== DecodeStop.fragment && frame['frame.protocols'].includes(':ip')) {
          if (!CLOSED.test(frame['frame.protocols'])) faults.push(`frame ${record.frame}: ${view.stopReason}`);
        }
      });
      expect(faults).toEqual([]);
      expect(flows > 0).toBe(!kind.endsWith('not decoded'));
      expect(info.packets).toBe(frames.size);
    });
  },
);
