import { describe, expect, it } from 'vitest';
import { FlowColumns, HISTORY_BYTES } from '../../src/flows/flow-columns.ts';
import {
  addCountedHistory,
  addHistory,
  addSequencedHistory,
  HistoryEvent,
  historyText,
  markFlipped,
} from '../../src/flows/tcp-history.ts';

describe('the connection history', () => {
  it('writes the originator in upper case and the responder in lower case, each letter once', () => {
    const c = new FlowColumns(2);
    addHistory(c, 1, 0, HistoryEvent.data);
    addHistory(c, 1, 1, HistoryEvent.ack);
    addHistory(c, 1, 1, HistoryEvent.data);
    addHistory(c, 1, 0, HistoryEvent.data);
    addHistory(c, 1, 0, HistoryEvent.inconsistent);
    addHistory(c, 1, 1, HistoryEvent.multiFlag);
    expect(historyText(c, 1)).toBe('DadIq');
    expect(historyText(c, 0)).toBe('');
  });

  it('repeats S, H, F and R when their sequence number is another one', () => {
    const c = new FlowColumns(1);
    for (const sequence of [5, 5, 6]) addSequencedHistory(c, 0, 0, HistoryEvent.syn, sequence);
    addSequencedHistory(c, 0, 1, HistoryEvent.synAck, 5);
    for (const sequence of [9, 9]) addSequencedHistory(c, 0, 0, HistoryEvent.fin, sequence);
    for (const sequence of [0, 9]) addSequencedHistory(c, 0, 1, HistoryEvent.reset, sequence);
    expect(historyText(c, 0)).toBe('SShFrr');
  });

  it('takes SYN and SYN-ACK of one side with one sequence number for one event', () => {
    const c = new FlowColumns(1);
    addSequencedHistory(c, 0, 0, HistoryEvent.syn, 7);
    addSequencedHistory(c, 0, 0, HistoryEvent.synAck, 7);
    expect(historyText(c, 0)).toBe('S');
  });

  it('repeats T, W and G at powers of ten', () => {
    const c = new FlowColumns(1);
    for (let i = 0; i < 9; i++) addCountedHistory(c, 0, 0, HistoryEvent.retransmission);
    expect(historyText(c, 0)).toBe('T');
    addCountedHistory(c, 0, 0, HistoryEvent.retransmission);
    expect(historyText(c, 0)).toBe('TT');
    addCountedHistory(c, 0, 1, HistoryEvent.zeroWindow);
    addCountedHistory(c, 0, 1, HistoryEvent.gap);
    expect(historyText(c, 0)).toBe('TTwg');
    for (let i = 0; i < 200_000; i++) addCountedHistory(c, 0, 0, HistoryEvent.retransmission);
    expect(historyText(c, 0)).toBe('TTwgTTT');
  });

  it('marks an originator that did not send the first packet', () => {
    const c = new FlowColumns(1);
    markFlipped(c, 0);
    addHistory(c, 0, 1, HistoryEvent.data);
    expect(historyText(c, 0)).toBe('^d');
  });

  it('says with X that there was more than it can hold', () => {
    const c = new FlowColumns(2);
    for (let sequence = 0; sequence < 100; sequence++) addSequencedHistory(c, 0, 1, HistoryEvent.reset, sequence);
    expect(historyText(c, 0)).toBe(`${'r'.repeat(HISTORY_BYTES - 1)}x`);
    expect(historyText(c, 1)).toBe('');
  });
});
