import { describe, expect, it } from 'vitest';
import { KEY_WORDS } from '../../src/flows/flow-key.ts';
import { FlowTable } from '../../src/flows/flow-table.ts';
import { CaptureProvenance } from '../../src/flows/provenance.ts';
import { CaptureInfo } from '../../src/parse/capture-info.ts';
import { PacketSource } from '../support/packets.ts';

const REMOTE = '192.0.2.1:443';

function info(linkTypes: number[], application?: string): CaptureInfo {
  const capture = new CaptureInfo();
  capture.interfaces = linkTypes.map((linkType) => ({ linkType, snapLength: 0, resolution: 'us', droppedPackets: 0 }));
  capture.application = application;
  return capture;
}

/** A capture of packets between the given endpoints, and whether the flow of its last packet is a VPN tap's. */
function capture(about: CaptureInfo, ends: [string, string][], trailers = 0) {
  const source = new PacketSource();
  source.decoder.trailers = trailers;
  const provenance = new CaptureProvenance();
  const table = new FlowTable(2);
  let row = 0;
  for (const [from, to] of ends) {
    row = table.begin(source.view({ from, to }), 1, false);
    provenance.note(source.decoder, about);
  }
  expect(table.columns.key.length).toBeGreaterThanOrEqual((row + 1) * KEY_WORDS);
  return {
    description: provenance.describe(about, source.decoder),
    isVpnTap: provenance.isVpnTap(table.columns.key, row),
  };
}

describe('provenance', () => {
  it.each([
    ['PCAPdroid', '10.215.173.1:40000'],
    ['NetGuard', '10.1.10.1:40000'],
    ['RethinkDNS', '10.111.222.1:40000'],
  ])('knows the tap of %s on raw IP', (_, tap) => {
    const taken = capture(info([101]), [[tap, REMOTE]]);
    expect(taken).toEqual({ description: 'VPN tap', isVpnTap: true });
    expect(capture(info([101]), [[REMOTE, tap]]).isVpnTap).toBe(true);
  });

  it('knows the IPv6 addresses of taps', () => {
    const remote = '[2001:db8::1]:443';
    for (const tap of ['[fd00:2:fd00:1:fd00:1:fd00:1]:40000', '[fd00:1:fd00:1:fd00:1:fd00:1]:40000']) {
      expect(capture(info([101]), [[tap, remote]]).isVpnTap).toBe(true);
    }
    expect(capture(info([101]), [['[fd00:3:fd00:1:fd00:1:fd00:1]:4', remote]]).isVpnTap).toBe(false);
    // An IPv6 address that merely ends in the bits of 10.215.173.1.
    expect(capture(info([101]), [['[2001:db8::ad7:ad01]:4', remote]]).isVpnTap).toBe(false);
  });

  it('does not believe a tap address on a network interface', () => {
    const taken = capture(info([1]), [['10.215.173.1:40000', REMOTE]]);
    expect(taken).toEqual({ description: 'network interface (EN10MB)', isVpnTap: false });
  });

  it('knows PCAPdroid by trailers, by its list of apps and by its name', () => {
    const ends: [string, string][] = [['10.215.173.1:40000', REMOTE]];
    expect(capture(info([1]), ends, 3)).toEqual({ description: 'PCAPdroid, VPN tap', isVpnTap: true });
    const listed = info([101]);
    listed.uidNames.set(10_107, { packageName: 'com.example', label: 'Example' });
    expect(capture(listed, ends).description).toBe('PCAPdroid, VPN tap');
    expect(capture(info([101], 'PCAPdroid v1.8.0'), ends).description).toBe('PCAPdroid, VPN tap');
  });

  it('tells the root mode of PCAPdroid, whose sizes are real, by its several interfaces', () => {
    const taken = capture(info([101, 101], 'PCAPdroid v1.8.0'), [['10.215.173.1:40000', REMOTE]]);
    expect(taken).toEqual({ description: 'PCAPdroid, root capture', isVpnTap: false });
  });

  it.each([
    [113, 'tcpdump on any interface'],
    [276, 'tcpdump on any interface'],
    [239, 'netfilter log'],
    [1, 'network interface (EN10MB)'],
  ])('reads link type %i as %s', (linkType, description) => {
    expect(capture(info([linkType]), [['192.168.1.5:40000', REMOTE]]).description).toBe(description);
  });

  it('knows an emulator by the address that most packets bear', () => {
    const guest: [string, string] = ['10.0.2.15:40000', REMOTE];
    const other: [string, string] = ['192.168.1.5:40000', REMOTE];
    expect(capture(info([1]), [guest, guest, other]).description).toBe('Android emulator (by its addresses)');
    expect(capture(info([1]), [['10.0.2.16:4', REMOTE]]).description).toBe('Android emulator (by its addresses)');
    expect(capture(info([1]), [['[fec0::5054:ff:fe12:3456]:4', '[2001:db8::1]:443']]).description).toBe(
      'Android emulator (by its addresses)',
    );
    expect(capture(info([1]), [['[fd17:625c:f037:2::15]:4', '[2001:db8::1]:443']]).description).toBe(
      'Android emulator (by its addresses)',
    );
    // A virtual machine somewhere else that happens to bear it, too.
    expect(capture(info([1]), [guest, other, other]).description).toBe('network interface (EN10MB)');
  });

  it('says so when nothing is known', () => {
    expect(capture(info([]), []).description).toBe('unknown');
  });
});
