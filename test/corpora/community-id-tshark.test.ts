// Community IDs against Wireshark's: every flow has the ID that its first frame has there.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { communityId } from '../../src/flows/community-id.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { corporaFolder, needsCorpora } from '../support/corpora.ts';
import { hasTshark, tsharkFrames } from '../support/tshark.ts';

/** TCP, UDP, SCTP, ICMP and ICMPv6 over both IP versions, fragments, tunnels, damage. */
const CAPTURES = [
  'arkime/arkime_synthetic.pcap',
  'arkime/SNMPv2c_get_requests.pcap',
  'community-id-spec/combined.pcap.gz',
  'ndpi/agora-sd-rtn.pcap',
  'ndpi/cloudflare-warp.pcap',
  'ndpi/dnp3.pcap',
  'ndpi/fuzz-2020-02-16-11740.pcap',
  'ndpi/gnutella.pcap',
  'ndpi/icmp-tunnel.pcap',
  'ndpi/ipsec_isakmp_esp.pcap',
  'ndpi/kerberos.pcap',
  'ndpi/nfsv3.pcap',
  'ndpi/NTPv4.pcap',
  'ndpi/protonvpn.pcap',
  'ndpi/quic_t50.pcap',
  'ndpi/whatsapp_login_call.pcap',
  'ndpi/zoom.pcap',
  'spicy-vpn/wireguard.pcap',
  'suricata/bug-6402-01/input.pcap',
  'wireshark2013/rsasnakeoil2.pcap',
  'zeek/cisco-fabric-path.pcap',
  'zeek/conn-size.pcap',
  'zeek/dns-edns-ecs.pcap',
];

describe.skipIf(corporaFolder === undefined || !hasTshark)(`${needsCorpora('Community IDs')}, with tshark`, () => {
  it('are those of Wireshark, where the frame has one IP layer and Wireshark gives one', async () => {
    let compared = 0;
    const different: string[] = [];
    for (const name of CAPTURES) {
      const path = join(corporaFolder as string, name);
      const theirs = idsByFrame(path);
      await captureFlows(path, ({ meter, row }) => {
        const own = communityId(meter.table.columns.key, row * 10, 0, 'base64');
        const frame = meter.table.columns.firstFrame[row] as number;
        const id = theirs.get(frame);
        if (id === undefined) return;
        compared += 1;
        if (own !== id) different.push(`${name} frame ${frame}: ${own}, there ${id}`);
      });
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(1500);
  });
});

/** Of a tunnel, Wireshark makes one ID out of the addresses of one layer and the ports of another. */
function idsByFrame(path: string): Map<number, string> {
  const fields = ['frame.number', 'communityid', 'frame.protocols'] as const;
  const rows = tsharkFrames(path, fields, ['-E', 'occurrence=f', '--enable-protocol', 'communityid']);
  const isPlain = (protocols: string) =>
    protocols.split(':').filter((name) => name === 'ip' || name === 'ipv6').length === 1;
  return new Map(
    rows.flatMap((row) =>
      row.communityid === '' || !isPlain(row['frame.protocols'])
        ? []
        : [[Number(row['frame.number']), row.communityid]],
    ),
  );
}
