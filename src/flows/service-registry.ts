// The recognisers, in the order in which they are tried. A new protocol is one file and one line here.

import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { OPENING_RECOGNISERS } from './opening-protocols.ts';
import { afsRxRecogniser } from './recognise-afs-rx.ts';
import { bitcoinRecogniser } from './recognise-bitcoin.ts';
import { bittorrentRecogniser } from './recognise-bittorrent.ts';
import { coapRecogniser } from './recognise-coap.ts';
import { collectdRecogniser } from './recognise-collectd.ts';
import { dhcpRecogniser, dhcpv6Recogniser } from './recognise-dhcp.ts';
import { discordRecogniser } from './recognise-discord.ts';
import { discv4Recogniser } from './recognise-discv4.ts';
import { dnp3Recogniser } from './recognise-dnp3.ts';
import { dnsRecogniser } from './recognise-dns.ts';
import { dnsQuestionRecogniser } from './recognise-dns-question.ts';
import { dnscryptRecogniser } from './recognise-dnscrypt.ts';
import { dropboxRecogniser } from './recognise-dropbox.ts';
import { dtlsRecogniser } from './recognise-dtls.ts';
import { eaqRecogniser } from './recognise-eaq.ts';
import { espInUdpRecogniser, espRecogniser } from './recognise-esp.ts';
import { fakeTlsRecogniser } from './recognise-fake-tls.ts';
import { ftpRecogniser } from './recognise-ftp.ts';
import { gnutellaRecogniser } from './recognise-gnutella.ts';
import { h323Recogniser } from './recognise-h323.ts';
import { httpRecogniser } from './recognise-http.ts';
import { iec104Recogniser } from './recognise-iec104.ts';
import { ikeRecogniser } from './recognise-ike.ts';
import { imapRecogniser } from './recognise-imap.ts';
import { kafkaRecogniser } from './recognise-kafka.ts';
import { kerberosRecogniser } from './recognise-kerberos.ts';
import { ldapRecogniser } from './recognise-ldap.ts';
import { libp2pRecogniser } from './recognise-libp2p.ts';
import { locoRecogniser } from './recognise-loco.ts';
import { memcachedRecogniser } from './recognise-memcached.ts';
import { mmtlsRecogniser } from './recognise-mmtls.ts';
import { modbusRecogniser } from './recognise-modbus.ts';
import { mongodbRecogniser } from './recognise-mongodb.ts';
import { moshRecogniser } from './recognise-mosh.ts';
import { mpegTsRecogniser } from './recognise-mpeg-ts.ts';
import { mqttRecogniser } from './recognise-mqtt.ts';
import { mtprotoRecogniser } from './recognise-mtproto.ts';
import { mysqlRecogniser } from './recognise-mysql.ts';
import { netbiosDatagramRecogniser } from './recognise-netbios-datagram.ts';
import { nntpRecogniser } from './recognise-nntp.ts';
import { ntpRecogniser } from './recognise-ntp.ts';
import { oicqRecogniser } from './recognise-oicq.ts';
import { openvpnRecogniser } from './recognise-openvpn.ts';
import { openvpnXorRecogniser } from './recognise-openvpn-xor.ts';
import { pop3Recogniser } from './recognise-pop3.ts';
import { postgresqlRecogniser } from './recognise-postgresql.ts';
import { push5223Recogniser } from './recognise-push-5223.ts';
import { quicRecogniser } from './recognise-quic.ts';
import { radiusRecogniser } from './recognise-radius.ts';
import { raknetRecogniser } from './recognise-raknet.ts';
import { rdpRecogniser } from './recognise-rdp.ts';
import { redisRecogniser } from './recognise-redis.ts';
import { rlpxRecogniser } from './recognise-rlpx.ts';
import { routingRecogniser } from './recognise-routing.ts';
import { rtmpRecogniser } from './recognise-rtmp.ts';
import { rtpRecogniser } from './recognise-rtp.ts';
import { rtspRecogniser } from './recognise-rtsp.ts';
import { s7Recogniser } from './recognise-s7.ts';
import { sipRecogniser } from './recognise-sip.ts';
import { skinnyRecogniser } from './recognise-skinny.ts';
import { slpRecogniser } from './recognise-slp.ts';
import { smbRecogniser } from './recognise-smb.ts';
import { smtpRecogniser } from './recognise-smtp.ts';
import { snmpRecogniser } from './recognise-snmp.ts';
import { socksRecogniser } from './recognise-socks.ts';
import { softetherRecogniser } from './recognise-softether.ts';
import { srtRecogniser } from './recognise-srt.ts';
import { ssdpRecogniser, wsDiscoveryRecogniser } from './recognise-ssdp.ts';
import { sshRecogniser } from './recognise-ssh.ts';
import { stunRecogniser } from './recognise-stun.ts';
import { sunrpcRecogniser } from './recognise-sunrpc.ts';
import { syslogRecogniser } from './recognise-syslog.ts';
import { tdsRecogniser } from './recognise-tds.ts';
import { telegramVoipRecogniser } from './recognise-telegram-voip.ts';
import { teredoRecogniser } from './recognise-teredo.ts';
import { tftpRecogniser } from './recognise-tftp.ts';
import { threemaRecogniser } from './recognise-threema.ts';
import { tlsRecogniser } from './recognise-tls.ts';
import { tuyaRecogniser } from './recognise-tuya.ts';
import { unrealRecogniser } from './recognise-unreal.ts';
import { websocketRecogniser } from './recognise-websocket.ts';
import { whatsappRecogniser } from './recognise-whatsapp.ts';
import { wireguardRecogniser } from './recognise-wireguard.ts';
import { xmppRecogniser } from './recognise-xmpp.ts';
import { zmtpRecogniser } from './recognise-zmtp.ts';
import { zrtpRecogniser } from './recognise-zrtp.ts';
import { RecogniserDispatch } from './recogniser-dispatch.ts';
import { type ServiceFacts, type ServiceRecogniser, withEveryField } from './service-recogniser.ts';
import { tlsUpgrade } from './tls-upgrade.ts';

/** A flow meets those that its first bytes allow, in this order: stronger proofs before weaker ones, common protocols before rare ones. */
export const SERVICE_RECOGNISERS: readonly ServiceRecogniser[] = [
  tlsRecogniser,
  quicRecogniser,
  dtlsRecogniser,
  websocketRecogniser,
  httpRecogniser,
  dnsRecogniser,
  sshRecogniser,
  smtpRecogniser,
  imapRecogniser,
  redisRecogniser,
  pop3Recogniser,
  ftpRecogniser,
  openvpnRecogniser,
  wireguardRecogniser,
  ikeRecogniser,
  espRecogniser,
  espInUdpRecogniser,
  routingRecogniser,
  stunRecogniser,
  zrtpRecogniser,
  discordRecogniser,
  rtpRecogniser,
  dnscryptRecogniser,
  rdpRecogniser,
  s7Recogniser,
  h323Recogniser,
  mqttRecogniser,
  bittorrentRecogniser,
  smbRecogniser,
  kerberosRecogniser,
  ldapRecogniser,
  snmpRecogniser,
  ntpRecogniser,
  sipRecogniser,
  radiusRecogniser,
  dhcpRecogniser,
  dhcpv6Recogniser,
  ssdpRecogniser,
  wsDiscoveryRecogniser,
  netbiosDatagramRecogniser,
  postgresqlRecogniser,
  mysqlRecogniser,
  tdsRecogniser,
  memcachedRecogniser,
  mongodbRecogniser,
  kafkaRecogniser,
  rtmpRecogniser,
  rtspRecogniser,
  sunrpcRecogniser,
  slpRecogniser,
  xmppRecogniser,
  nntpRecogniser,
  socksRecogniser,
  syslogRecogniser,
  tftpRecogniser,
  gnutellaRecogniser,
  dropboxRecogniser,
  bitcoinRecogniser,
  raknetRecogniser,
  modbusRecogniser,
  dnp3Recogniser,
  iec104Recogniser,
  collectdRecogniser,
  skinnyRecogniser,
  mpegTsRecogniser,
  afsRxRecogniser,
  unrealRecogniser,
  dnsQuestionRecogniser,
  eaqRecogniser,
  srtRecogniser,
  zmtpRecogniser,
  libp2pRecogniser,
  moshRecogniser,
  softetherRecogniser,
  discv4Recogniser,
  coapRecogniser,
  mtprotoRecogniser,
  whatsappRecogniser,
  threemaRecogniser,
  mmtlsRecogniser,
  locoRecogniser,
  push5223Recogniser,
  rlpxRecogniser,
  telegramVoipRecogniser,
  teredoRecogniser,
  oicqRecogniser,
  tuyaRecogniser,
  openvpnXorRecogniser,
  ...OPENING_RECOGNISERS,
  fakeTlsRecogniser,
];

const ALL = new RecogniserDispatch(SERVICE_RECOGNISERS);
const PUBLIC = new RecogniserDispatch(SERVICE_RECOGNISERS.filter(({ proprietary }) => proprietary !== true));

/**
 * What the flow's bytes prove it to be; undefined when no recogniser can prove anything. `proprietary` false: the encrypted protocols of
 * single vendors and projects stay unnamed.
 */
export function recogniseService(flow: FinishedFlow, proprietary = true): ServiceFacts | undefined {
  const proved = (proprietary ? ALL : PUBLIC).recognise(flow);
  const upgraded = flow.protocol === IpProtocol.tcp && mayLeadToTls(proved) ? tlsUpgrade(flow, proved) : undefined;
  const facts = upgraded ?? proved;
  return facts === undefined ? undefined : withEveryField(facts);
}

/** What carries readable text, what says that TLS follows, and what nobody knows. */
function mayLeadToTls(facts: ServiceFacts | undefined): boolean {
  return facts === undefined || facts.kind === 'cleartext' || (facts.scheme === 'tls' && facts.tls === undefined);
}
