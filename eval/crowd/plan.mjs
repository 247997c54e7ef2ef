// A crowd: a dozen apps that talk to hosts of their own and to shared ones, from few ports, so that every tier of the join is put to the test:
// the same address asked for and talked to by several apps, ports used again, sockets without a peer, connections from outside.

import { DEVICE } from '../../captures/lab/plan.mjs';

const COUNT = 12;
const PORT = 443;
const FIRST_UID = 10_201;
const FIRST_LISTENER = 20_001;
const range = (count) => Array.from({ length: count }, (_, i) => i);

/** How many apps use each shared host: most hosts are few apps' (what a library brings along), some are everybody's (a content network). */
const USERS_OF_HOST = [2, 2, 2, 2, 3, 3, 3, 4, 4, 6, 8, 12];
/** Steps that meet every app before they meet one again: no factor in common with their number. */
const [HOST_STEP, USER_STEP] = [5, 7];

/** Names that several apps may ask for, and the numbers of these apps. */
const SHARED = USERS_OF_HOST.map((count, host) => ({
  host: `cdn${host + 1}.shared.example`,
  users: range(count).map((user) => (host * HOST_STEP + user * USER_STEP) % COUNT),
}));

/** Addresses are from the documentation ranges of RFC 5737: two networks of the apps' own servers, one of the shared ones. */
export const APPS = range(COUNT).map((i) => ({
  uid: FIRST_UID + i,
  package: `com.example.crowd${i + 1}`,
  own: [`api.crowd${i + 1}.example`, `log.crowd${i + 1}.example`],
  shared: SHARED.filter(({ users }) => users.includes(i)).map(({ host }) => host),
  listener: FIRST_LISTENER + i,
}));

/** Two shared names have one address. */
const SHARED_ADDRESSES = SHARED.length - 1;

export const SERVICES = Object.fromEntries([
  ...APPS.flatMap(({ own }, i) => [
    [own[0], { host: own[0], ip: `203.0.113.${10 + i}`, port: PORT }],
    [own[1], { host: own[1], ip: `198.51.100.${10 + i}`, port: PORT }],
  ]),
  ...SHARED.map(({ host }, i) => [host, { host, ip: `192.0.2.${1 + (i % SHARED_ADDRESSES)}`, port: PORT }]),
  ['resolver', { host: 'resolver', ip: DEVICE.resolver, port: 53 }],
]);

export const RESOLVER_UID = 1051;
/** Few ephemeral ports: they come round within a lab. */
export const EPHEMERAL_PORTS = '40000 40511';
/** Local ports that any app may take by name. */
export const FIXED_PORTS = [41_900, 41_901, 41_902, 41_903];
export const DEVICE_IP = DEVICE.ipv4;
