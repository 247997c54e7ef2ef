import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeStop, IpProtocol, type PacketView, TcpFlag } from '../../src/parse/packet-view.ts';
import { decodeTransport, isOneWayIcmp } from '../../src/parse/transport.ts';
import { payloadOf, viewOf } from '../support/decode-frame.ts';
import { tcp, u16, udp } from '../support/frame-bytes.ts';

/** The transport datagram as IP would hand it over; `wireBytes` is its length on the wire. */
function decode(protocol: number, datagram: Uint8Array, wireBytes = datagram.length): PacketView {
  const { view, start } = viewOf(datagram);
  Object.assign(view, { protocol, payloadStart: start, payloadBytes: wireBytes, payloadCaptured: datagram.length });
  // What the packet before left there.
  Object.assign(view, { sourcePort: 9, destinationPort: 9, tcpFlags: 0xff, sequence: 9, acknowledgment: 9, window: 9 });
  decodeTransport(view);
  return view;
}

const PAYLOAD = Buffer.from('payload');

describe('TCP', () => {
  it('gives ports, numbers, flags, window and payload', () => {
    const view = decode(
      IpProtocol.tcp,
      tcp(PAYLOAD, {
        from: 65_535,
        to: 443,
        sequence: 0xfffffffe,
        acknowledgment: 0x80000000,
        flags: 0x18,
        window: 512,
      }),
    );
    expect(view).toMatchObject({
      stop: DecodeStop.ok,
      sourcePort: 65_535,
      destinationPort: 443,
      sequence: -2,
      acknowledgment: -0x80000000,
      tcpFlags: TcpFlag.psh | TcpFlag.ack,
      window: 512,
      payloadBytes: 7,
    });
    expect(payloadOf(view)).toBe(PAYLOAD.toString('hex'));
  });

  it('skips options, also where the capture ends inside them', () => {
    const segment = tcp(PAYLOAD, { options: Buffer.alloc(40) });
    expect(payloadOf(decode(IpProtocol.tcp, segment))).toBe(PAYLOAD.toString('hex'));
    const cut = decode(IpProtocol.tcp, segment.subarray(0, 30), segment.length);
    expect([cut.stop, cut.payloadBytes, cut.payloadCaptured]).toEqual([DecodeStop.ok, 7, 0]);
  });

  it('cut inside its header keeps the ports if they are there, and claims no payload', () => {
    const segment = tcp(PAYLOAD, { from: 1, to: 2, flags: 0x02 });
    for (let length = 0; length < 20; length++) {
      const view = decode(IpProtocol.tcp, segment.subarray(0, length), segment.length);
      expect([view.stop, view.stopReason]).toEqual([DecodeStop.truncated, 'TCP header']);
      expect([view.sourcePort, view.destinationPort]).toEqual(length < 4 ? [0, 0] : [1, 2]);
      expect([view.tcpFlags, view.sequence, view.payloadBytes]).toEqual([0, 0, 0]);
    }
  });

  it('with a header that does not fit is malformed', () => {
    for (const length of [0, 4, 12, 19]) {
      expect(decode(IpProtocol.tcp, tcp().subarray(0, length)).stop).toBe(DecodeStop.malformed);
    }
    for (const words of [0, 4, 7, 15]) {
      const segment = tcp(Buffer.alloc(4));
      segment[12] = words << 4;
      const view = decode(IpProtocol.tcp, segment);
      expect([view.stop, view.stopReason]).toEqual([DecodeStop.malformed, 'TCP header length']);
    }
  });
});

describe('UDP', () => {
  it('gives ports and payload', () => {
    const view = decode(IpProtocol.udp, udp(PAYLOAD, 5353, 53));
    expect([view.sourcePort, view.destinationPort, payloadOf(view)]).toEqual([5353, 53, PAYLOAD.toString('hex')]);
    expect([view.tcpFlags, view.payloadBytes]).toEqual([0, 7]);
  });

  it('ends where its own length says, when that is before the IP packet does', () => {
    const view = decode(IpProtocol.udp, udp(Buffer.from('payload and more'), 1, 2, 15));
    expect([view.payloadBytes, payloadOf(view)]).toEqual([7, PAYLOAD.toString('hex')]);
  });

  it('with a length beyond the IP packet, or none, ends where that does', () => {
    for (const length of [0, 9000]) {
      expect(decode(IpProtocol.udp, udp(PAYLOAD, 1, 2, length))).toMatchObject({
        stop: DecodeStop.ok,
        payloadBytes: 7,
      });
    }
  });

  it('with a length below its header is malformed', () => {
    for (const length of [1, 7]) {
      expect(decode(IpProtocol.udp, udp(PAYLOAD, 1, 2, length))).toMatchObject({
        stop: DecodeStop.malformed,
        stopReason: 'UDP length',
      });
    }
  });

  it('cut inside its header keeps the ports if they are there, and the payload on the wire', () => {
    const datagram = udp(PAYLOAD, 1, 2);
    for (let length = 0; length < 8; length++) {
      const view = decode(IpProtocol.udp, datagram.subarray(0, length), datagram.length);
      expect([view.stop, view.stopReason]).toEqual([DecodeStop.truncated, 'UDP header']);
      expect([view.sourcePort, view.destinationPort]).toEqual(length < 4 ? [0, 0] : [1, 2]);
      expect([view.payloadBytes, view.payloadCaptured]).toEqual([7, 0]);
    }
    expect(decode(IpProtocol.udp, datagram.subarray(0, 6)).stop).toBe(DecodeStop.malformed);
  });

  it('Lite has the coverage of its checksum where UDP has the length', () => {
    for (const coverage of [0, 8, 9, 15]) {
      expect(decode(IpProtocol.udplite, udp(PAYLOAD, 1, 2, coverage))).toMatchObject({
        stop: DecodeStop.ok,
        payloadBytes: 7,
      });
    }
  });
});

describe('ICMP', () => {
  const icmp = (type: number, code: number) => Buffer.concat([Buffer.from([type, code, 0, 0, 0, 0, 0, 0]), PAYLOAD]);

  it('has the types of question and answer in place of ports, so that both are one flow', () => {
    const pairs = [
      [IpProtocol.icmp, 8, 0],
      [IpProtocol.icmp, 13, 14],
      [IpProtocol.icmp, 15, 16],
      [IpProtocol.icmp, 17, 18],
      [IpProtocol.icmp, 10, 9],
      [IpProtocol.icmpv6, 128, 129],
      [IpProtocol.icmpv6, 133, 134],
      [IpProtocol.icmpv6, 135, 136],
      [IpProtocol.icmpv6, 130, 131],
      [IpProtocol.icmpv6, 139, 140],
      [IpProtocol.icmpv6, 144, 145],
    ] as const;
    for (const [protocol, question, answer] of pairs) {
      const asked = decode(protocol, icmp(question, 0));
      expect([asked.sourcePort, asked.destinationPort]).toEqual([question, answer]);
      const answered = decode(protocol, icmp(answer, 0));
      expect([answered.sourcePort, answered.destinationPort]).toEqual([answer, question]);
      expect([isOneWayIcmp(protocol, question), isOneWayIcmp(protocol, answer)]).toEqual([false, false]);
    }
  });

  it('has type and code where nobody answers', () => {
    const view = decode(IpProtocol.icmp, icmp(3, 13));
    expect([view.sourcePort, view.destinationPort, view.payloadBytes]).toEqual([3, 13, 7]);
    expect([isOneWayIcmp(IpProtocol.icmp, 3), isOneWayIcmp(IpProtocol.icmp, 11)]).toEqual([true, true]);
    // Community ID v1 does not pair mobile prefix solicitation and advertisement.
    expect([isOneWayIcmp(IpProtocol.icmpv6, 146), isOneWayIcmp(IpProtocol.icmpv6, 147)]).toEqual([true, true]);
    // The numbers of one version mean something else in the other.
    expect([isOneWayIcmp(IpProtocol.icmpv6, 8), isOneWayIcmp(IpProtocol.icmp, 128)]).toEqual([true, true]);
  });

  it('needs type and code', () => {
    expect(decode(IpProtocol.icmp, icmp(8, 0).subarray(0, 1), 15).stop).toBe(DecodeStop.truncated);
    expect(decode(IpProtocol.icmp, icmp(8, 0).subarray(0, 1)).stop).toBe(DecodeStop.malformed);
    expect(decode(IpProtocol.icmp, icmp(8, 0).subarray(0, 2), 15)).toMatchObject({
      stop: DecodeStop.ok,
      payloadBytes: 7,
    });
  });
});

describe('other transports', () => {
  it('SCTP has ports and a header of twelve bytes', () => {
    const packet = Buffer.concat([u16(36_412), u16(38_412), Buffer.alloc(8), PAYLOAD]);
    const view = decode(IpProtocol.sctp, packet);
    expect([view.stop, view.sourcePort, view.destinationPort]).toEqual([DecodeStop.ok, 36_412, 38_412]);
    expect(payloadOf(view)).toBe(PAYLOAD.toString('hex'));
    expect(decode(IpProtocol.sctp, packet.subarray(0, 5), packet.length)).toMatchObject({
      stop: DecodeStop.truncated,
      sourcePort: 36_412,
      payloadBytes: 7,
    });
  });

  it('without ports keep their whole payload', () => {
    const view = decode(IpProtocol.esp, PAYLOAD);
    expect([view.stop, view.sourcePort, view.destinationPort, view.tcpFlags, view.payloadBytes]).toEqual([
      DecodeStop.ok,
      0,
      0,
      0,
      7,
    ]);
  });

  it('never lead outside the datagram, whatever the bytes', () => {
    const protocols = fc.oneof(fc.constantFrom(1, 6, 17, 58, 132, 136), fc.nat(255));
    fc.assert(
      fc.property(protocols, fc.uint8Array({ maxLength: 70 }), fc.nat(100), (protocol, datagram, more) => {
        const view = decode(protocol, datagram, datagram.length + more);
        expect(view.payloadBytes).toBeLessThanOrEqual(datagram.length + more);
        expect(view.payloadCaptured).toBeLessThanOrEqual(view.payloadBytes);
        if (view.payloadCaptured > 0) {
          expect(view.payloadStart + view.payloadCaptured).toBeLessThanOrEqual(view.capturedEnd);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
