// What the report part has to show, and whether it does: "reached" where the bound keeps the target, "not shown" where only the point does,
// "missed" where neither does. Targets that ask for no case at all are reached by none; their bound is printed all the same.

import { GROUPS } from './score.mjs';

/** `part`: as of scorePart. Rows `{ what, target, measured, bound, flows, captures, verdict }`. */
export function targetRows({ recall, groups }) {
  const group = (name) => groups.find((row) => row.group === name).generic;
  return [
    atLeast('recall, all flows', 0.97, recall.micro.generic),
    atLeast('recall, mean of families', 0.92, recall.macro.generic),
    ...['openvpn-xor', 'openvpn-xor-tcp'].flatMap((name) => {
      const row = recall.families.find(({ family }) => family === name);
      return row === undefined ? [] : [atLeast(`recall, ${name}`, 0.92, row.generic)];
    }),
    none(`false alarms, ${GROUPS.tcp_start}`, group('tcp_start')),
    atMost(`false alarms, ${GROUPS.udp}`, 0.003, group('udp')),
    atMost(`false alarms, ${GROUPS.standard}`, 0.005, group('standard')),
    atMost(`false alarms, ${GROUPS.compressed}`, 0.005, group('compressed')),
    none(`false alarms, ${GROUPS.custom_cleartext}`, group('custom_cleartext')),
  ];
}

function atLeast(what, target, measured) {
  const { share, at_least: bound } = measured;
  return row(what, `≥ ${percent(target)}`, measured, bound, share >= target, bound >= target);
}

function atMost(what, target, measured) {
  const { share, at_most: bound } = measured;
  return row(what, `≤ ${percent(target)}`, measured, bound, share <= target, bound <= target);
}

function none(what, measured) {
  return row(what, 'none', measured, measured.at_most, measured.count === 0, measured.count === 0);
}

function row(what, target, { share, count, of, flows, captures, families }, bound, isMet, isShown) {
  const verdict = share === undefined ? 'not shown' : isShown ? 'reached' : isMet ? 'not shown' : 'missed';
  return { what, target, measured: share, count, flows: of ?? flows, captures, families, bound, verdict };
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
