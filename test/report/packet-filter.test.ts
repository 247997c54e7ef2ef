import { expect, test } from 'vitest';
import { rowView } from '../../src/report/flow-rows.ts';
import { shellQuoted, tsharkLine, wiresharkFilter } from '../../src/report/packet-filter.ts';
import { rowsOf } from '../support/report-parts.ts';

const flow = rowView(rowsOf(), 0);

test('the filter names both ends, the ports and the frames', () => {
  expect(
    wiresharkFilter({
      ...flow,
      origIp: '10.0.2.15',
      origPort: 4000,
      respIp: '1.2.3.4',
      respPort: 443,
      firstFrame: 7,
      lastFrame: 9,
    }),
  ).toBe(
    'ip.addr == 10.0.2.15 && ip.addr == 1.2.3.4 && tcp.port == 4000 && tcp.port == 443 && frame.number >= 7 && frame.number <= 9',
  );
});

test('IPv6 has its own field, and what has no ports names none', () => {
  const filter = wiresharkFilter({
    ...flow,
    origIp: 'fe80::1',
    respIp: 'ff02::2',
    transport: 'ipv6-icmp',
    origPort: 133,
    respPort: 134,
  });
  expect(filter).toMatch(/^ipv6\.addr == fe80::1 && ipv6\.addr == ff02::2 && frame\.number/);
});

test('a file name cannot leave its quotes', () => {
  expect(shellQuoted("x'; rm -rf ~; '")).toBe("'x'\\''; rm -rf ~; '\\'''");
  expect(tsharkLine({ ...flow, capture: "a'b" })).toMatch(/^tshark -r 'a'\\''b' -Y 'ip\.addr/);
  expect(tsharkLine({ ...flow, capture: '' })).toMatch(/^tshark -r 'CAPTURE' -Y/);
});
