import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowHash, KEY_WORDS } from '../../src/flows/flow-key.ts';
import { FlowTable, IDLE_TIMEOUT_US, IdleClass, NO_ROW } from '../../src/flows/flow-table.ts';
import { NO_LOG } from '../../src/flows/log-pool.ts';
import { NO_BLOCK } from '../../src/flows/prefix-pool.ts';
import { NO_UID } from '../../src/parse/capture-record.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { PacketSource } from '../support/packets.ts';

const source = new PacketSource();
const packet = (flow: number, back = false) => {
  const a = `10.0.${flow >> 8}.${flow & 255}:4000`;
  const b = '192.0.2.1:443';
  return source.view(back ? { from: b, to: a } : { from: a, to: b });
};

function begin(table: FlowTable, flow: number): number {
  const view = packet(flow);
  return table.begin(view, flowHash(view), false);
}

function find(table: FlowTable, flow: number, back = false, hash?: number): number {
  const view = packet(flow, back);
  return table.find(view, hash ?? flowHash(view));
}

/** Rows of an idle list from the oldest to the newest, read in both directions. */
function list(table: FlowTable, idleClass: number): number[] {
  const { older, younger } = table.columns;
  const forward: number[] = [];
  for (let row = table.oldest[idleClass]; row !== NO_ROW; row = younger[row]) forward.push(row);
  const backward: number[] = [];
  for (let row = table.newest[idleClass]; row !== NO_ROW; row = older[row]) backward.push(row);
  expect(backward.reverse()).toEqual(forward);
  return forward;
}

describe('the flow table', () => {
  it('finds a flow from either direction and says which it was', () => {
    const table = new FlowTable(4);
    const row = begin(table, 7);
    expect(find(table, 7)).toBe(row);
    expect(table.direction).toBe(0);
    expect(find(table, 7, true)).toBe(row);
    expect(table.direction).toBe(1);
    expect(find(table, 8)).toBe(NO_ROW);
  });

  it('stores the destination as originator when the first packet was an answer', () => {
    const table = new FlowTable(4);
    const view = packet(1, true);
    const row = table.begin(view, flowHash(view), true);
    expect(table.direction).toBe(1);
    expect(table.columns.key[row * KEY_WORDS + 3]).toBe((10 << 24) | 1);
    expect(table.columns.key[row * KEY_WORDS + 8] >>> 16).toBe(4000);
    expect(find(table, 1)).toBe(row);
    expect(table.direction).toBe(0);
  });

  it('tells flows with the same hash apart by their whole key', () => {
    const table = new FlowTable(4);
    for (const protocol of [IpProtocol.tcp, IpProtocol.udp]) {
      const view = source.view({ from: '10.0.0.1:1', to: '10.0.0.2:2', protocol });
      expect(table.find(view, 99)).toBe(NO_ROW);
      table.begin(view, 99, false);
    }
    const v6 = source.view({ from: '[2001:db8::1]:1', to: '[2001:db8::2]:2' });
    expect(table.find(v6, 99)).toBe(NO_ROW);
    table.begin(v6, 99, false);
    const otherPrefix = source.view({ from: '[2001:db9::1]:1', to: '[2001:db8::2]:2' });
    expect(table.find(otherPrefix, 99)).toBe(NO_ROW);
    const answerToOther = source.view({ from: '[2001:db8::2]:2', to: '[2001:db9::1]:1' });
    expect(table.find(answerToOther, 99)).toBe(NO_ROW);
    expect(table.count).toBe(3);
  });

  it('counts the rows that share a bucket when it finds nothing, and names the one that is there longest', () => {
    const table = new FlowTable(64);
    const rows = [1, 2, 3].map((flow) => table.begin(packet(flow), 5, false));
    expect(find(table, 4, false, 5)).toBe(NO_ROW);
    expect(table.crowd).toBe(3);
    expect(table.eldest).toBe(rows[0]);
    expect(find(table, 4, false, 6)).toBe(NO_ROW);
    expect(table.crowd).toBe(0);
    expect(table.eldest).toBe(NO_ROW);
  });

  it('keeps idle lists in order of the last touch', () => {
    const table = new FlowTable(4);
    const [a, b, c] = [begin(table, 1), begin(table, 2), begin(table, 3)];
    expect(list(table, IdleClass.tcp)).toEqual([a, b, c]);
    table.touch(a, IdleClass.tcp);
    expect(list(table, IdleClass.tcp)).toEqual([b, c, a]);
    table.touch(c, IdleClass.closed);
    expect(list(table, IdleClass.tcp)).toEqual([b, a]);
    expect(list(table, IdleClass.closed)).toEqual([c]);
    table.remove(b);
    expect(list(table, IdleClass.tcp)).toEqual([a]);
  });

  it('waits 300 s for TCP and 60 s for others', () => {
    expect(IDLE_TIMEOUT_US[IdleClass.tcp]).toBe(300e6);
    expect(IDLE_TIMEOUT_US[IdleClass.closed]).toBe(300e6);
    expect(IDLE_TIMEOUT_US[IdleClass.short]).toBe(60e6);
    const table = new FlowTable(4);
    const view = source.view({ from: '10.0.0.1:1', to: '10.0.0.2:2', protocol: IpProtocol.udp });
    const row = table.begin(view, flowHash(view), false);
    expect(list(table, IdleClass.short)).toEqual([row]);
  });

  it('gives a reused row out blank', () => {
    const table = new FlowTable(4);
    const row = begin(table, 1);
    const c = table.columns;
    c.packets2[row * 2] = 5;
    c.uid[row] = 10_001;
    c.uidPackets[row] = 4;
    c.prefixBlock[row * 2 + 1] = 64;
    c.logFirst[row * 4] = 3;
    table.remove(row);
    expect(table.count).toBe(0);
    const again = begin(table, 2);
    expect(again).toBe(row);
    expect(c.packets2[row * 2]).toBe(0);
    expect(c.uid[row]).toBe(NO_UID);
    expect(c.uidPackets[row]).toBe(0);
    expect(c.prefixBlock[row * 2 + 1]).toBe(NO_BLOCK);
    expect(c.logFirst[row * 4]).toBe(NO_LOG);
  });

  it('behaves like a map through any sequence of begins, touches and removals', () => {
    const action = fc.record({ what: fc.constantFrom('begin', 'touch', 'remove'), flow: fc.nat(40) });
    fc.assert(
      // A narrow hash, so that buckets are crowded.
      fc.property(fc.array(action, { maxLength: 200 }), fc.constantFrom(1, 3, 0xffff), (actions, mask) => {
        const table = new FlowTable(2);
        const open = new Map<number, number>();
        let order: number[] = [];
        for (const { what, flow } of actions) {
          const hash = flowHash(packet(flow)) & mask;
          const row = open.get(flow);
          if (what === 'begin' && row === undefined) {
            open.set(flow, table.begin(packet(flow), hash, false));
            order.push(flow);
          } else if (what === 'touch' && row !== undefined) {
            table.touch(row, IdleClass.tcp);
            order = [...order.filter((other) => other !== flow), flow];
          } else if (what === 'remove' && row !== undefined) {
            table.remove(row);
            open.delete(flow);
            order = order.filter((other) => other !== flow);
          }
        }
        expect(table.count).toBe(open.size);
        for (let flow = 0; flow <= 40; flow++) {
          expect(find(table, flow, flow % 2 === 1, flowHash(packet(flow)) & mask)).toBe(open.get(flow) ?? NO_ROW);
        }
        expect(list(table, IdleClass.tcp)).toEqual(order.map((flow) => open.get(flow)));
      }),
    );
  });
});
