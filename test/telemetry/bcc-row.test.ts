import { expect, it } from 'vitest';
import { type BccHeader, bccCells, bccHeader } from '../../src/telemetry/bcc-row.ts';

// Made with the print statements of bcc 0.26 (`%-9.3f%-6d%-7d %-12.12s %-2d %-16s %-16s %-6d`) and of libbpf-tools (`%-6d ` for the PID).
const BCC = 'TIME(s)  UID   PID     COMM         IP SADDR            DADDR            DPORT ';
const LIBBPF = 'TIME(s)  UID   PID    COMM         IP SADDR            DADDR            DPORT';
const LIFE = 'TIME(s)   PID   COMM       LADDR           LPORT RADDR           RPORT TX_KB RX_KB MS';
const ADDRESSES = '4  10.0.2.15        203.0.113.7      8443  ';

const ids = (row: string, header = BCC) => {
  const cells = bccCells(row, bccHeader(header) as BccHeader);
  return typeof cells === 'string' ? cells : cells.slice(0, 4);
};

it('seconds that fill their column are parted from what follows', () => {
  expect(ids(`10000.12510234 4211    curl         ${ADDRESSES}`)).toEqual(['10000.125', '10234', '4211', 'curl']);
  expect(
    ids(
      '86400.0004211    sshd         4  203.0.113.7      54321 10.0.2.15        22   ',
      ['TIME(s)  PID     COMM         IP RADDR            RPORT LADDR            LPORT'][0],
    ),
  ).toEqual(['86400.000', '4211', 'sshd', '4']);
  // Six decimals and a space behind them.
  expect(ids('10000.125000 4211  curl  10.0.2.15  40001 203.0.113.7  8443  0  0 1000.00', LIFE)).toEqual([
    '10000.125000',
    '4211',
    'curl',
    '10.0.2.15',
  ]);
});

it.each([
  [BCC, 7],
  [LIBBPF, 6],
])('a UID of the work profile is parted from the process id: %s', (header, width) => {
  for (const pid of ['1', '942', '4211', '123456'])
    for (const name of ['curl', 'OkHttp a 4 b', '7 zip']) {
      const row = `1.000    1010234${pid.padEnd(width)} ${name.padEnd(12)} ${ADDRESSES}`;
      expect(ids(row, header)).toEqual(['1.000', '1010234', pid, name]);
      expect(ids(`20000.5001010234${pid.padEnd(width)} ${name.padEnd(12)} ${ADDRESSES}`, header)).toEqual([
        '20000.500',
        '1010234',
        pid,
        name,
      ]);
      expect(ids(row.slice(9), header.slice(9))?.slice(0, 3)).toEqual(['1010234', pid, name]);
    }
});

it('what the widths do not tell is not guessed', () => {
  expect(ids(`1.000 101023442110 curl ${ADDRESSES}`)).toBe('has 7 fields, the header 8');
});

it('other columns are another tool', () => {
  for (const line of ['TYPE PID COMM IP SADDR DADDR SPORT DPORT NETNS', 'PID COMM', 'LADDR RADDR RPORT CONNECTS'])
    expect(bccHeader(line)).toBeUndefined();
});
