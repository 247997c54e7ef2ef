import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FlowLine, parseFlowLine, readFlowLines } from '../../src/report/flow-lines.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { HOSTILE, sampleFlows } from '../support/analysis-result.ts';
import { wellFormed } from '../support/well-formed.ts';

test('a line gives the record without its features, and the whole one when asked', () => {
  for (const hostile of [undefined, ...Object.values(HOSTILE), '"features":{"}']) {
    for (const flow of sampleFlows(hostile === undefined ? {} : { hostile: wellFormed(hostile) }).slice(0, 60)) {
      const line = parseFlowLine(Buffer.from(jsonLine(flow)));
      const { features: _, ...head } = { ...flow, encryption: { ...flow.encryption, reasons: [] } };
      expect(line?.head).toMatchObject(JSON.parse(JSON.stringify(head)));
      expect(line?.whole()).toEqual(JSON.parse(JSON.stringify(flow)));
    }
  }
});

test('keys in another order than the program writes them are read all the same', () => {
  const [flow] = sampleFlows();
  if (flow === undefined) throw new Error('the sample has flows');
  const { encryption, features, ...rest } = flow;
  for (const record of [
    { features, ...rest, encryption },
    { encryption, ...rest, features },
    { ...rest, encryption },
  ]) {
    const line = parseFlowLine(Buffer.from(jsonLine(record)));
    expect(line?.head.flow_id).toBe(flow.flow_id);
    expect(line?.head.encryption.class).toBe(flow.encryption.class);
  }
});

test('every line of a block is handed on with its place', () => {
  const lines = sampleFlows().slice(0, 3).map(jsonLine);
  const block = Buffer.from(`${lines[0]}\n\n${lines[1]}\nno json\n${lines[2]}`);
  const seen: [string | undefined, string][] = [];
  readFlowLines(block, (line: FlowLine | undefined, offset, length) => {
    seen.push([line?.head.flow_id, block.toString('utf8', offset, offset + length)]);
  });
  expect(seen.map(([, text]) => text)).toEqual([lines[0], lines[1], 'no json', lines[2]]);
  expect(seen[2]?.[0]).toBeUndefined();
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      readFlowLines(bytes, () => undefined);
    }),
  );
  for (const text of ['null', '[]', '{}', '{"flow_id":1}', '{"features":{"a":[1}']) {
    expect(parseFlowLine(Buffer.from(text))).toBeUndefined();
  }
});
