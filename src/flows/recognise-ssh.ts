// SSH, by the identification strings with which both sides begin (RFC 4253 §4.2); the algorithms that they offer come behind (§7.1).

import { hassh, hasshServer } from '../parse/hassh.ts';
import { readSshIdentification, type SshIdentification } from '../parse/ssh-identification.ts';
import { chosenAlgorithm, readSshKexInit, type SshKexInit } from '../parse/ssh-kexinit.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { SshRecord } from './flow-record.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';
import { sshInside } from './ssh-inside.ts';
import { sshPosture } from './ssh-posture.ts';

const LETTER_S = 0x53;

export const sshRecogniser = {
  name: 'ssh',
  transport: 'tcp',
  proves:
    'an identification string "SSH-2.0-…" or "SSH-1.x-…" on each side that spoke; a server may send lines of text before it; or, in a flow that began before the capture, a packet of the key exchange that nests (chance below 1e-12), or three messages that are packets to their last byte (1e-27)',
  // A client must begin with it, so one of the two first bytes decides for nearly every other flow.
  // The length of a packet begins with zero.
  mayBegin: (byte: number) => byte === LETTER_S || byte === 0,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { orig, resp } = flow;
    const client = identification(orig);
    const server = identification(resp);
    if (client === undefined && server === undefined) return flow.startSeen ? undefined : insideFacts(sshInside(flow));
    if (flow.startSeen && ((client === undefined && spoke(orig)) || (server === undefined && spoke(resp))))
      return undefined;
    const sides = client === undefined ? 'the server' : server === undefined ? 'the client' : 'both sides';
    const facts: ServiceFacts = { service: 'ssh', kind: 'standard', reason: `SSH identification string of ${sides}` };
    const clientInit = kexInit(orig, client);
    const serverInit = kexInit(resp, server);
    facts.ssh = sshRecord(client, server, clientInit, serverInit);
    const oldest = [client?.protocolVersion, server?.protocolVersion]
      .filter((version) => version !== undefined)
      .sort()[0];
    const crypto = sshPosture(oldest, clientInit, serverInit);
    if (crypto !== undefined) facts.crypto = crypto;
    return facts;
  },
} as const satisfies ServiceRecogniser;

function insideFacts(what: string | undefined): ServiceFacts | undefined {
  if (what === undefined) return undefined;
  return {
    service: 'ssh',
    kind: 'standard',
    reason: `SSH: ${what}; the identification strings were before the capture`,
  };
}

function sshRecord(
  client: SshIdentification | undefined,
  server: SshIdentification | undefined,
  clientInit: SshKexInit | undefined,
  serverInit: SshKexInit | undefined,
): SshRecord {
  const ssh: SshRecord = {};
  if (client !== undefined) ssh.client = client.text;
  if (server !== undefined) ssh.server = server.text;
  if (clientInit !== undefined) ssh.hassh = hassh(clientInit);
  if (serverInit !== undefined) ssh.hassh_server = hasshServer(serverInit);
  if (clientInit !== undefined && serverInit !== undefined) {
    const chosen = {
      kex: chosenAlgorithm(clientInit.kex, serverInit.kex),
      cipher: chosenAlgorithm(clientInit.ciphersToServer, serverInit.ciphersToServer),
      host_key: chosenAlgorithm(clientInit.hostKey, serverInit.hostKey),
    };
    if (chosen.kex !== undefined) ssh.kex = chosen.kex;
    if (chosen.host_key !== undefined) ssh.host_key = chosen.host_key;
    if (chosen.cipher !== undefined) ssh.cipher = chosen.cipher;
  }
  return ssh;
}

function identification(side: FlowSide): SshIdentification | undefined {
  const read = readSshIdentification(side.prefix);
  return read.ok ? read.value : undefined;
}

function kexInit(side: FlowSide, identified: SshIdentification | undefined): SshKexInit | undefined {
  if (identified === undefined) return undefined;
  const read = readSshKexInit(side.prefix, identified.end);
  return read.ok ? read.value : undefined;
}

/** Said more than an identification may hold before its line ends. */
function spoke(side: FlowSide): boolean {
  return side.prefix.length > 255;
}
