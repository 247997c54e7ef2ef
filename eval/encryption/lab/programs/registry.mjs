// Programs that the lab runs, by the name a plan gives them: `{ needs: [commands], run(context) }`.

import { obfsproxy, shadowsocks, shadowsocksObfs, v2ray } from './proxies.mjs';
import { dtls, mosquitto, ssh, stunnel } from './standards.mjs';
import { openvpn, openvpnXor, wireguard } from './tunnels.mjs';

export const PROGRAMS = {
  shadowsocks,
  shadowsocksObfs,
  obfsproxy,
  v2ray,
  openvpn,
  openvpnXor,
  wireguard,
  stunnel,
  ssh,
  dtls,
  mosquitto,
};
