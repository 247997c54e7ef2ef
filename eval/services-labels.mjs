// What nDPI's labels mean in names of services, and which labels are corrected, each with its reason.

/** Master protocol of a label (before its dot) → the names that are right. What is not listed is right as its lower-case self. */
const SERVICES = {
  HTTP: ['http', 'websocket'],
  HTTP_Proxy: ['http'],
  HTTP_Connect: ['http'],
  HTTP2: ['http'],
  SOAP: ['http', 'soap'],
  DoH_DoT: ['tls'],
  IMAPS: ['tls'],
  SMTPS: ['tls', 'smtp'],
  POPS: ['tls'],
  POP3: ['pop3', 'pop'],
  FTPS: ['ftp', 'tls'],
  FTP_CONTROL: ['ftp'],
  Usenet: ['nntp'],
  IPSec: ['ike', 'esp'],
  DTLS: ['dtls'],
  SRTP: ['srtp', 'rtp', 'stun'],
  RTP: ['rtp', 'srtp'],
  RTCP: ['rtp', 'srtp'],
  NetBIOS: ['nbns', 'netbios-dgm', 'netbios-ssn', 'smb'],
  SMBv1: ['smb'],
  SMBv23: ['smb'],
  Service_Location_Protocol: ['slp'],
  ETHEREUM: ['rlpx', 'discv4'],
  Telegram: ['mtproto', 'telegram-voip'],
  WhatsApp: ['whatsapp'],
  Discord: ['discord-voice', 'rtp', 'srtp'],
  'SD-RTN': ['agora'],
  TuyaLP: ['tuya'],
  Xiaomi: ['xiaomi-push'],
  AVAST: ['avast'],
  AVASTSecureDNS: ['avast-securedns'],
  GenshinImpact: ['genshin-kcp'],
  TeamViewer: ['teamviewer', 'teamviewer-udp'],
  TocaBoca: ['photon'],
  CryNetwork: ['crynetwork'],
  Nintendo: ['nintendo-pia'],
  RipeAtlas: ['ripe-atlas'],
  WorldOfWarcraft: ['warcraft'],
  Source_Engine: ['source-engine'],
  Dropbox: ['dropbox-lansync'],
  Spotify: ['spotify-connect', 'spotify-ap'],
  WSD: ['ws-discovery'],
  Jabber: ['xmpp'],
  NFS: ['nfs', 'sunrpc'],
  'MsSQL-TDS': ['tds'],
  IEC60870: ['iec104'],
  RESP: ['redis'],
  H323: ['h323'],
  S7Comm: ['s7comm'],
  S7CommPlus: ['s7comm'],
  KNXnet_IP: ['knx'],
  Citrix: ['citrix-ica'],
  JRMI: ['rmi'],
  CIP: ['ethernet-ip', 'cip-io'],
  'EtherNet/IP': ['ethernet-ip'],
  EtherSIO: ['ethersio'],
  SOMEIP: ['someip'],
  PTPv2: ['ptp'],
  CiscoSkinny: ['skinny'],
  Elasticsearch: ['elasticsearch', 'http'],
  Whois: ['whois'],
  'Whois-DAS': ['whois'],
  RDP: ['rdp', 'rdp-udp'],
  IEC62056: ['dlms'],
  MerakiCloud: ['meraki'],
  RX: ['afs-rx'],
  MPEG_TS: ['mpeg-ts'],
  DCERPC: ['dcerpc', 'dcerpc-udp'],
  EpicGames: ['unreal'],
  STUN: ['stun', 'dtls'],
  ANSI_C1222: ['c1222'],
  EthernetGlobalData: ['egd'],
  BITCOIN: ['bitcoin'],
  Softether: ['softether'],
};

/**
 * `where(label)` picks flows; `services` is what is right instead, or undefined: the flow has no true name of a protocol, and is left out.
 */
const CORRECTIONS = [
  {
    where: ({ label, protocol, portA, portB }) =>
      label === 'Jabber' && protocol === 'TCP' && (portA === '5223' || portB === '5223'),
    services: ['push-5223'],
    reason: 'Jabber on 5223 is a binary push protocol that begins with a point of secp256k1, no XML',
  },
  {
    where: ({ label, capture }) => label.startsWith('HTTP_Proxy') && capture.includes('KakaoTalk'),
    services: ['loco'],
    reason: 'HTTP_Proxy on 8080 of the KakaoTalk captures is LOCO: an RSA-encrypted AES key, no HTTP',
  },
  {
    where: ({ label }) => label.split('.')[0] === 'LISP',
    reason: 'nDPI names LISP by its port',
  },
  {
    where: ({ capture, label }) => capture === 'ndpi/netbios_wildcard_dns_query.pcap' && label === 'DNS',
    services: ['nbns', 'dns'],
    reason: 'a NetBIOS node status query that was sent to port 53',
  },
  {
    where: ({ capture, label }) =>
      (capture === 'ndpi/dropbox.pcap' || capture === 'ndpi/coap_mqtt.pcap') && label === 'Dropbox',
    services: ['coap', 'dropbox-lansync'],
    reason: 'exchanges on port 17500 that are CoAP: PUT to a path, and answers with the same message id and token',
  },
  {
    where: ({ label }) => label === 'TruPhone',
    services: ['xmpp'],
    reason: 'TruPhone is a program; its flow opens an XML stream of XMPP',
  },
  {
    where: ({ label }) => label === 'ApplePush',
    services: ['tls'],
    reason: 'Apple push is a service; its flows show TLS records',
  },
  {
    where: ({ label }) => label === 'UltraSurf',
    services: ['tls'],
    reason: 'UltraSurf is a program; its flow shows TLS records',
  },
  {
    where: ({ label }) => label.split('.')[0] === 'Protobuf',
    reason: 'Protobuf is how messages are coded, on any port: there is no protocol to name',
  },
  {
    where: ({ label }) => label === 'NAT-PMP',
    reason: 'requests of two zero bytes without an answer: only the port names NAT-PMP',
  },
  {
    where: ({ label }) => label === 'Zoom',
    reason: 'nDPI names Zoom by its address ranges',
  },
];

/** `{ services, reason }`: the names that are right, and why they are not the label's; without `services` the flow is left out. */
export function expectedServices(row) {
  const correction = CORRECTIONS.find(({ where }) => where(row));
  if (correction !== undefined) return { services: correction.services, reason: correction.reason };
  const master = row.label.split('.')[0];
  return { services: SERVICES[master] ?? [master.toLowerCase()] };
}
