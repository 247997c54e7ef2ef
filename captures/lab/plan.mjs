// What the lab consists of: addresses, services, and which app (UID, package, program) is meant to talk to which service in which way.
// The plan says what is intended; who really owned a socket comes from the kernel (truth.mjs), and the two must agree.

export const DEVICE = {
  ipv4: '10.0.2.15',
  ipv6: 'fd17:625c:f037:2::15',
  mac: '52:54:00:12:34:56',
  gatewayIpv4: '10.0.2.2',
  gatewayIpv6: 'fd17:625c:f037:2::2',
  gatewayMac: '52:55:0a:00:02:02',
  resolver: '10.0.2.3',
};

/** Every server endpoint. Addresses are from the documentation ranges of RFC 5737 and RFC 3849, names from RFC 2606. */
export const SERVICES = {
  bank: { host: 'api.bank.example', ip: '203.0.113.10', port: 443, transport: 'tcp' },
  news: { host: 'www.news.example', ip: '203.0.113.11', port: 443, transport: 'tcp' },
  newsIpv6: { host: 'www.news.example', ip: '2001:db8:113::11', port: 443, transport: 'tcp' },
  newsPlain: { host: 'www.news.example', ip: '203.0.113.11', port: 80, transport: 'tcp' },
  notes: { host: 'sync.notes.example', ip: '203.0.113.20', port: 7443, transport: 'tcp' },
  shell: { host: 'shell.terminal.example', ip: '203.0.113.50', port: 22, transport: 'tcp' },
  gallery: { host: 'upload.gallery.example', ip: '203.0.113.70', port: 80, transport: 'tcp' },
  galleryRaw: { host: 'upload.gallery.example', ip: '203.0.113.70', port: 9100, transport: 'tcp' },
  game: { host: 'play.game.example', ip: '203.0.113.80', port: 40123, transport: 'udp' },
  shop: { host: 'www.shop.example', ip: '198.51.100.20', port: 443, transport: 'tcp' },
  weather: { host: 'feed.weather.example', ip: '198.51.100.30', port: 9001, transport: 'tcp' },
  flashlight: { host: 'stats.flashlight.example', ip: '198.51.100.40', port: 80, transport: 'tcp' },
  pulse: { host: 'pulse.fitness.example', ip: '198.51.100.60', port: 5555, transport: 'tcp' },
  config: { host: 'config.shared.example', ip: '198.51.100.61', port: 8080, transport: 'tcp' },
  connectivity: { host: 'connectivitycheck.example', ip: '198.51.100.70', port: 80, transport: 'tcp' },
  dns: { host: 'resolver', ip: DEVICE.resolver, port: 53, transport: 'udp' },
};

/** The local port that two apps use one after the other, towards the same server. */
export const REUSED_LOCAL_PORT = 40077;

/**
 * One process each; `intends` gives the class that each service's flows are meant to have. UIDs below 10000 are Android's own (AID table).
 * `life`: why the process was started, in which seconds of the lab somebody looks at it, and whether its service shows a notification.
 */
export const APPS = [
  { uid: 1051, package: undefined, program: 'resolver-daemon.mjs', intends: { dns: 'cleartext' } },
  {
    uid: 1073,
    package: 'com.android.networkstack',
    program: 'connectivity-check.mjs',
    intends: { connectivity: 'cleartext' },
  },
  {
    uid: 10101,
    package: 'com.example.bank',
    program: 'tls-banking.mjs',
    intends: { bank: 'standard', shop: 'standard' },
    life: {
      start: 'top-activity',
      seen: [
        [8, 40],
        [55, 65],
      ],
    },
  },
  {
    uid: 10102,
    package: 'org.example.browser',
    program: 'curl-browser.mjs',
    intends: { news: 'standard', newsIpv6: 'standard', newsPlain: 'cleartext', shop: 'standard', dns: 'cleartext' },
    life: {
      start: 'top-activity',
      seen: [
        [4, 30],
        [40, 70],
      ],
    },
  },
  {
    uid: 10103,
    package: 'com.example.notes',
    program: 'reconnecting-beacon.mjs',
    intends: { notes: 'custom' },
    life: { start: 'broadcast' },
  },
  {
    uid: 10104,
    package: 'net.example.weather',
    program: 'lasting-beacon.mjs',
    intends: { weather: 'custom' },
    life: { start: 'service', notification: true },
  },
  {
    uid: 10105,
    package: 'com.example.flashlight',
    program: 'wrapped-key-post.mjs',
    intends: { flashlight: 'embedded' },
    life: { start: 'broadcast', seen: [[1, 3]] },
  },
  {
    uid: 10106,
    package: 'org.example.terminal',
    program: 'ssh-session.mjs',
    intends: { shell: 'standard' },
    life: { start: 'top-activity', seen: [[18, 28]] },
  },
  {
    uid: 10107,
    package: 'com.example.fitness',
    program: 'plain-heartbeat.mjs',
    intends: { pulse: 'cleartext', config: 'cleartext' },
    life: { start: 'service', notification: true },
  },
  {
    uid: 10108,
    package: 'com.example.gallery',
    program: 'gzip-upload.mjs',
    intends: { gallery: 'cleartext', galleryRaw: 'compressed' },
    life: { start: 'top-activity', seen: [[14, 38]] },
  },
  {
    uid: 10109,
    package: 'com.example.game',
    program: 'sealed-datagrams.mjs',
    intends: { game: 'custom' },
    life: { start: 'top-activity', seen: [[4, 300]] },
  },
  {
    uid: 10110,
    package: 'org.example.podcasts',
    program: 'port-reuse.mjs',
    intends: { config: 'cleartext' },
    life: { start: 'service' },
  },
];

/** Installed, but silent during the capture: an inventory always holds more than what talks. */
export const SILENT_PACKAGES = [
  { uid: 1000, package: 'android' },
  { uid: 1000, package: 'com.android.settings' },
  { uid: 10111, package: 'org.example.calculator' },
];
