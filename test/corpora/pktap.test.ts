// Real captures of macOS's packet tap, under both of its link types, against what tcpdump prints of them
// ("IP 10.32.4.27.63538 > 10.32.100.15.53: 17153+ A? in.m.yahoo.com. (32)").

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { captureFlows } from '../support/capture-flows.ts';
import { corporaFolder, needsCorpora } from '../support/corpora.ts';

describe.skipIf(corporaFolder === undefined)(needsCorpora('captures of PKTAP'), () => {
  it.each(['LINKTYPE_PKTAP', 'LINKTYPE_USER2_PKTAP'])('%s holds the lookup that tcpdump sees', async (name) => {
    const flows: string[] = [];
    await captureFlows(join(corporaFolder as string, `tcpdump/${name}.pcap`), ({ flow, origIp, respIp }) => {
      expect(flow.protocol).toBe(IpProtocol.udp);
      flows.push(`${origIp}.${flow.origPort} > ${respIp}.${flow.respPort} (${flow.orig.payloadBytes})`);
    });
    expect(flows).toEqual(['10.32.4.27.63538 > 10.32.100.15.53 (32)']);
  });
});
