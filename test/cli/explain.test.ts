import { describe, expect, it } from 'vitest';
import { runInProcess } from '../support/command-run.ts';
import { demoCapture, demoLogs } from '../support/demo.ts';

describe('cipherscope explain', () => {
  it('explains a finding of analyze by its id', async () => {
    const analysed = await runInProcess(['analyze', demoCapture, '-t', demoLogs, '--json', '-q']);
    const { finding_id: id } = JSON.parse(analysed.stdout.split('\n')[0]!);
    const { code, stdout } = await runInProcess(['explain', id, demoCapture, '-t', demoLogs]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Finding ${id}: alert, level complete`);
  });

  it('has no option that would do nothing', async () => {
    const { code, stderr } = await runInProcess(['explain', 'abc', demoCapture, '--format', 'csv']);
    expect(code).toBe(2);
    expect(stderr).toContain('format');
  });

  it('asks which finding', async () => {
    const { code, stderr } = await runInProcess(['explain']);
    expect(code).toBe(2);
    expect(stderr).toContain('Which finding?');
  });

  it('asks for the capture where only one of the two was named', async () => {
    const { code, stderr } = await runInProcess(['explain', demoCapture]);
    expect(code).toBe(2);
    expect(stderr).toContain('Of which capture? cipherscope explain FINDING CAPTURE');
  });

  it('says so where the two were given the wrong way round', async () => {
    const { code, stderr } = await runInProcess(['explain', demoCapture, '900e4a0d']);
    expect(code).toBe(2);
    expect(stderr).toContain('The finding comes first. cipherscope explain FINDING CAPTURE');
    const missing = await runInProcess(['explain', '900e4a0d', 'gone.pcapng']);
    expect(missing.code).toBe(66);
  });
});
