// Asks the resolver daemon over a UNIX socket, as Android's libc asks netd: the DNS packet then belongs to the daemon's UID, not to the app's.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export const DAEMON_SOCKET = `${process.env.LAB_FOLDER}/run/dnsproxyd`;

/** The address of `host`; `type` is 'A' or 'AAAA'. */
export async function lookUp(host, type = 'A') {
  const socket = connect(DAEMON_SOCKET);
  socket.write(`${host} ${type}\n`);
  const address = (await text(socket)).trim();
  if (address === '') throw new Error(`the resolver daemon has no ${type} record of ${host}`);
  return address;
}

/** An IPv4 address as Java sees it: Android's sockets are AF_INET6, so the kernel lists them in tcp6 as ::ffff:a.b.c.d. */
export function mapped(ipv4) {
  return `::ffff:${ipv4}`;
}
