import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallCapture } from '../support/batch-captures.ts';
import { runBuilt } from '../support/built-command.ts';
import { testFolder } from '../support/native-records.ts';

describe('cipherscope check', () => {
  it('takes captures, rules and required areas from the command line', async () => {
    const cwd = testFolder();
    writeFileSync(join(cwd, 'cap.pcap'), smallCapture(1));
    writeFileSync(join(cwd, 'e.yaml'), 'must:\n  - service: http\n');
    const held = await runBuilt(['check', 'cap.pcap', '--expect', 'e.yaml'], { cwd });
    expect([held.code, held.stdout]).toEqual([0, 'held   must: service http: 1 flow matches\n']);
    const blind = await runBuilt(['check', 'cap.pcap', '--expect', 'e.yaml', '--require-areas', 'all'], { cwd });
    expect(blind.code).toBe(4);
  });

  it.each([
    [['check', 'x.pcap'], 'Say what is expected'],
    [['check', '--expect', 'e.yaml'], 'Nothing to check'],
    [['check', 'x.pcap', '--expect', 'gone.yaml'], '--expect gone.yaml: no such file'],
  ])('%j says what is missing', async (args, message) => {
    const { code, stderr } = await runBuilt(args, { cwd: testFolder() });
    expect([2, 66]).toContain(code);
    expect(stderr).toContain(message);
  });
});
