// SSH, by the identification strings with which both sides begin (RFC 4253 §4.2).

import { readSshIdentification } from '../parse/ssh-identification.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { SshRecord } from './flow-record.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const LETTER_S = 0x53;

export const sshRecogniser = {
  name: 'ssh',
  transport: 'tcp',
  proves:
    'an identification string "SSH-2.0-…" or "SSH-1.x-…" on each side that spoke; a server may send lines of text before it',
  // A client must begin with it, so one of the two first bytes decides for nearly every other flow.
  mayBegin: (byte: number) => byte === LETTER_S,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { orig, resp } = flow;
    const client = identification(orig);
    const server = identification(resp);
    if (client === undefined && server === undefined) return undefined;
    if (flow.startSeen && ((client === undefined && spoke(orig)) || (server === undefined && spoke(resp))))
      return undefined;
    const ssh: SshRecord = {};
    if (client !== undefined) ssh.client = client;
    if (server !== undefined) ssh.server = server;
    const sides = client === undefined ? 'the server' : server === undefined ? 'the client' : 'both sides';
    return { service: 'ssh', kind: 'standard', reason: `SSH identification string of ${sides}`, ssh };
  },
} as const satisfies ServiceRecogniser;

function identification(side: FlowSide): string | undefined {
  const read = readSshIdentification(side.prefix);
  return read.ok ? read.value.text : undefined;
}

/** Said more than an identification may hold before its line ends. */
function spoke(side: FlowSide): boolean {
  return side.prefix.length > 255;
}
