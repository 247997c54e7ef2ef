// Header and rows of tcpconnect, tcplife and tcpaccept, as bcc 0.26, libbpf-tools and bpftrace print them: columns of fixed widths, or commas. A value
// that is wider than its column pushes the others to the right, and where the column ends with it, joins the next: then the widths tell them apart.

import { canonicalIp } from './canonical-ip.ts';

// SPORT: tcpconnect -s of libbpf-tools. QUERY: tcpconnect -d. BL: the backlog of tcpaccept.bt.
const COLUMNS = new Set(
  'TIME TIME(s) UID PID COMM IP SADDR LADDR LPORT SPORT DADDR RADDR DPORT RPORT QUERY TX_KB RX_KB MS BL'.split(' '),
);
/** Three decimals of `%-9.3f`: from 10,000 s on, less than three hours, the number fills its column. */
const JOINED_SECONDS = /^(\s*\d+\.\d{3})(?=\d)/;
/** A UID of the work profile or of another user (seven digits) fills `%-6d`, and the PID follows at once. */
const JOINED_IDS = /^((?:\s*\S+\s+)?)(\d{8,14})( +)/;
const FEWEST_UID_DIGITS = 6;
const MOST_UID_DIGITS = 7;

export interface BccHeader {
  readonly names: readonly string[];
  readonly separator: string | RegExp;
  /** Cells from the beginning of PID to that of COMM. */
  readonly pidWidth: number;
}

/** Undefined where the line is no header of these tools. */
export function bccHeader(line: string): BccHeader | undefined {
  const separator = line.includes(',') ? ',' : /\s+/;
  const names = line.trim().split(separator);
  const isHeader =
    names.includes('PID') && names.includes('COMM') && (names.includes('DADDR') || names.includes('RADDR'));
  if (!isHeader || !names.every((name) => COLUMNS.has(name))) return undefined;
  return { names, separator, pidWidth: line.indexOf('COMM') - line.indexOf('PID') };
}

/**
 * A cell for each name, or why there is none. Names of Android's threads have spaces (`Signal Catcher`, `OkHttp www.a.b`), and may have commas.
 * QUERY is the rest of the line (`a.example (123.4ms)`, `No DNS Query`), or nothing.
 */
export function bccCells(text: string, header: BccHeader): string[] | string {
  const { names, separator } = header;
  const cells = (separator === ',' ? text : parted(text, header)).trim().split(separator);
  const comm = names.indexOf('COMM');
  const hasQuery = names[names.length - 1] === 'QUERY';
  const fixed = names.length - (hasQuery ? 1 : 0);
  for (let more = 0; more <= cells.length - fixed; more++) {
    if (!isNameEnd(cells, comm + more + 1, names[comm + 1] === 'IP') && cells.length !== names.length) continue;
    const name = cells.slice(comm, comm + more + 1).join(separator === ',' ? ',' : ' ');
    const joined = [...cells.slice(0, comm), name, ...cells.slice(comm + more + 1)];
    if (hasQuery) return [...joined.slice(0, fixed), joined.slice(fixed).join(' ')];
    if (joined.length === names.length) return joined;
  }
  return `has ${cells.length} fields, the header ${names.length}`;
}

/** The row with a space where two columns joined. */
function parted(text: string, { names, pidWidth }: BccHeader): string {
  const timed = names[0] === 'TIME(s)' && !names.includes('MS') ? text.replace(JOINED_SECONDS, '$1 ') : text;
  const uid = names.indexOf('UID');
  if (uid < 0 || uid > 1 || names[uid + 1] !== 'PID') return timed;
  return timed.replace(JOINED_IDS, (whole, before: string, ids: string, spaces: string) => {
    const pidDigits = pidWidth - spaces.length;
    const uidDigits = ids.length - pidDigits;
    const isUid = uidDigits >= FEWEST_UID_DIGITS && uidDigits <= MOST_UID_DIGITS;
    const isParted = (uid === 1) === (before !== '') && pidDigits > 0 && isUid;
    return isParted ? `${before}${ids.slice(0, -pidDigits)} ${ids.slice(-pidDigits)}${spaces}` : whole;
  });
}

/** Behind a thread's name stands an address, or the version of IP and an address. */
function isNameEnd(cells: readonly string[], at: number, hasVersion: boolean): boolean {
  const isVersion = cells[at] === '4' || cells[at] === '6';
  return (!hasVersion || isVersion) && canonicalIp(cells[hasVersion ? at + 1 : at] ?? '') !== undefined;
}
