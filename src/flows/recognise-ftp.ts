// FTP control connections (RFC 959): a server's reply 220 and a client's login or question. AUTH TLS inside makes it TLS (tls-upgrade.ts).

import type { FinishedFlow } from './finished-flow.ts';
import { readDialogue } from './mail-dialogue.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const COMMANDS = new Set([
  'USER',
  'AUTH',
  'FEAT',
  'SYST',
  'OPTS',
  'HOST',
  'PBSZ',
  'PROT',
  'CLNT',
  'PASV',
  'EPSV',
  'TYPE',
  'ADAT',
]);
const TWO = 0x32;
const FIRST = new Set([...'UAFSOHPCTE'].flatMap((letter) => [letter.charCodeAt(0), letter.charCodeAt(0) + 0x20]));

export const ftpRecogniser = {
  name: 'ftp',
  transport: 'tcp',
  proves:
    'a reply 220 or 230 that is answered with USER, AUTH, FEAT or another command of FTP; or a greeting 220 that names FTP',
  mayBegin: (byte: number) => byte === TWO,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { orig, resp } = flow;
    if (resp.prefix[0] !== TWO || (resp.prefix[3] !== 0x20 && resp.prefix[3] !== 0x2d)) return undefined;
    if (orig.prefix.length > 0 && !FIRST.has(orig.prefix[0]) && orig.prefix[0] !== 0x51 && orig.prefix[0] !== 0x71)
      return undefined;
    const dialogue = readDialogue(flow, false);
    if (dialogue === undefined || !/^(220|230)/.test(dialogue.greeting)) return undefined;
    const [first] = dialogue.commands;
    const named = /\bftpd?\b/i.test(dialogue.greeting);
    if (first === undefined ? !named : !COMMANDS.has(first) && !(first === 'QUIT' && named)) return undefined;
    return { service: 'ftp', kind: 'cleartext', reason: `FTP greeting${first === undefined ? '' : ' and command'}` };
  },
} as const satisfies ServiceRecogniser;
