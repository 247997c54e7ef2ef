import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MadeSequence } from '../../src/base/sequence.ts';
import { UserError } from '../../src/base/user-error.ts';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { judgeChannels } from '../../src/models/channel-judgements.ts';
import { BatchSpill } from '../../src/run/batch-spill.ts';
import { FlowReader } from '../../src/run/flow-reader.ts';
import { IndexedChannelFlow } from '../../src/run/indexed-channel-flow.ts';
import { judgeAllSiblings } from '../../src/run/sibling-verdicts.ts';
import { captureOf, chunksOf, connection, joinOf, readWith, resolve, spillFolder } from '../support/analysed.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

describe('batches on disk', () => {
  it('come back as they were written, and leave no file in the folder', () => {
    const folder = spillFolder();
    const spill = new BatchSpill(folder);
    const file = spill.open();
    const first = Uint8Array.of(1, 2, 3);
    file.append(first, 3);
    expect(file.bytes).toBe(3);
    first.fill(9);
    file.append(first, 2);
    const read = new Uint8Array(4);
    file.readInto(read, 1);
    expect([...read]).toEqual([2, 3, 9, 9]);
    file.append(Uint8Array.of(7), 1);
    file.readInto(read.subarray(0, 1), 5);
    expect(read[0]).toBe(7);
    expect(readdirSync(folder)).toEqual([]);
    spill.close();
    // The number of its descriptor is by now perhaps that of another file.
    expect(() => file.readInto(read, 0)).toThrow('is closed');
    expect(() => file.append(first, 3)).toThrow('is closed');
    spill.close();
  });

  it('need a folder that is there: where not, it is named', () => {
    const folder = join(spillFolder(), 'missing');
    expect(() => new BatchSpill(folder).open()).toThrow(UserError);
    expect(() => new BatchSpill(folder).open()).toThrow(`${folder}: there is no such folder`);
  });

  it('change nothing of what is said of flows and channels', async () => {
    const random = randomNumbers(1);
    const packets = Array.from({ length: 60 }, (_, i) =>
      connection(
        `10.0.0.${1 + (i % 3)}:${1000 + i}`,
        `203.0.113.${1 + (i % 7)}:443`,
        i % 2 === 0
          ? [randomBytes(600, random), randomBytes(40, random)]
          : ['GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'],
        (59 - i) * 700,
      ),
    ).flat();
    packets.sort((a, b) => (a.atUs ?? 0) - (b.atUs ?? 0));
    const capture = captureOf(packets);
    const told = async (heldBytes?: number) => {
      const spill = { folder: spillFolder(), prefix: '.lines' };
      const held = heldBytes === undefined ? {} : { heldBytes };
      const pool = await readWith({ stream: chunksOf(capture), spill, ...held });
      const flows = resolve(pool);
      judgeAllSiblings(flows);
      const join = joinOf({ pool, flows });
      const reader = new FlowReader(pool.spills);
      onTestFinished(() => {
        reader.close();
        pool.batches.close();
      });
      const rows = new MadeSequence(flows.count, (at) => new IndexedChannelFlow(flows, at, join.app(at)));
      const fetched: number[] = [];
      const channels = groupChannels(rows, {
        flows: 7,
        fetch: (places) => {
          fetched.push(places.length);
          if (flows.index.isOnDisk) flows.index.gather(places.map((rank) => flows.order[rank]));
        },
      });
      const records = Array.from(judgeChannels(channels), ({ record }) => record);
      return { isOnDisk: flows.index.isOnDisk, fetched, records, lines: [...reader.records(flows, join)] };
    };
    const { isOnDisk, ...held } = await told();
    const { isOnDisk: isSpilled, ...spilled } = await told(0);
    expect([isOnDisk, isSpilled]).toEqual([false, true]);
    expect(held.lines).toHaveLength(60);
    expect(held.fetched.length).toBeGreaterThan(3);
    expect(spilled).toEqual(held);
  });
});
