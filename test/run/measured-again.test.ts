import { describe, expect, it } from 'vitest';
import { CHANNEL_MEASURES, channelMeasure } from '../../src/features/channel-measures.ts';
import { flowBeginning } from '../../src/flows/flow-id.ts';
import { analyze } from '../../src/run/analyze.ts';
import { readCited } from '../../src/run/cited-packets.ts';
import { demoCapture } from '../support/demo.ts';

describe('flows measured again', () => {
  it('have the numbers of their records, of every flow of the demo', async () => {
    const run = analyze(demoCapture, { workers: 1 });
    const flows = [];
    let step = await run.next();
    for (; !step.done; step = await run.next()) flows.push(step.value);
    const pieces = [{ path: demoCapture, firstUs: undefined }];
    const { measured } = await readCited(pieces, ['demo'], flows, new Set(), { isCut: false, proprietary: true });
    let compared = 0;
    for (const { capture, first_frame: frame, features } of flows) {
      const again = measured.get(flowBeginning(capture, frame));
      for (const name of CHANNEL_MEASURES) {
        const value = channelMeasure(again!, name);
        expect(value === undefined, name).toBe(features[name] === undefined);
        if (value === undefined) continue;
        expect(value, name).toBeCloseTo(features[name] as number, 2);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });
});
