import { expect, test } from 'vitest';
import { APP_TABLE, CHANNEL_TABLE, COVERAGE_TABLE, FINDING_TABLE, FLOW_TABLE } from '../../src/lake/native-columns.ts';

test.each([FLOW_TABLE, CHANNEL_TABLE, APP_TABLE, FINDING_TABLE, COVERAGE_TABLE])(
  'columns of $source have names of their own',
  ({ columns }) => {
    const names = columns.map((column) => / AS (\w+)$/.exec(column)?.[1] ?? column);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9_]+$/);
  },
);
