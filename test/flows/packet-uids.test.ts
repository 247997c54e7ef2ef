import { describe, expect, it } from 'vitest';
import { FlowColumns, FlowFlag } from '../../src/flows/flow-columns.ts';
import { PacketUids } from '../../src/flows/packet-uids.ts';
import { NO_UID } from '../../src/parse/capture-record.ts';
import { PacketSource } from '../support/packets.ts';

function count(uids: readonly number[]) {
  const c = new FlowColumns(1);
  const counted = new PacketUids();
  const source = new PacketSource();
  for (const uid of uids) counted.count(c, 0, source.view({ from: '10.0.0.1:1', to: '10.0.0.2:2', uid }));
  return { c, counted };
}

describe('UIDs of packets', () => {
  it('are counted with the frame that named them first', () => {
    const { c, counted } = count([NO_UID, 10_107, 10_107]);
    expect([c.uid[0], c.uidPackets[0], c.uidFrame[0]]).toEqual([10_107, 2, 2]);
    expect(c.flags[0] & FlowFlag.uidMixed).toBe(0);
    expect([...counted.others(0)]).toEqual([]);
  });

  it('say nothing where the capturing app did not know', () => {
    const { c } = count([-1, NO_UID]);
    expect(c.uidPackets[0]).toBe(0);
  });

  it('include root, which is UID 0', () => {
    const { c } = count([0, 0]);
    expect([c.uid[0], c.uidPackets[0]]).toEqual([0, 2]);
  });

  it('keep several of one flow apart', () => {
    const { c, counted } = count([1, 2, 1, 3, 2]);
    expect([c.uid[0], c.uidPackets[0]]).toEqual([1, 2]);
    expect(c.flags[0] & FlowFlag.uidMixed).not.toBe(0);
    expect([...counted.others(0)]).toEqual([
      [2, { packets: 2, frame: 2 }],
      [3, { packets: 1, frame: 4 }],
    ]);
    counted.release(c, 0);
    expect([...counted.others(0)]).toEqual([]);
  });

  it('are bounded a flow, and what that costs is counted', () => {
    const { counted } = count(Array.from({ length: 30 }, (_, uid) => uid));
    expect(counted.others(0).size).toBe(16);
    expect(counted.dropped).toBe(13);
  });
});
