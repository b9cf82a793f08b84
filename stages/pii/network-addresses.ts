import { isIPv6 } from "node:net";
import type { Detector } from "./detector.ts";
import { has, LabelReader } from "./labels.ts";
import { scoreOf } from "./score.ts";
import type { Candidate } from "./span.ts";

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const V4 = new RegExp(String.raw`(?<![\w.-])(?:${OCTET}\.){3}${OCTET}(?![\w]|\.\d|-\d|\.[A-Za-z_]|\/\d)`, "g");
const V6 = /(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:]|\.\d)/g;

/**
 * Addresses that are of no one: private, loopback, link-local, shared (RFC 6598), documentation (RFC 5737), benchmarks, multicast,
 * reserved (IANA special-purpose registry), by their first octets.
 */
const SPECIAL_V4 =
  /^(?:0|10|127|22[4-9]|23\d|24\d|25[0-5])\.|^(?:169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])|198\.1[89])\.|^(?:192\.0\.[02]|198\.51\.100|203\.0\.113|192\.88\.99)\./;
/** Name servers that anybody may ask. */
const PUBLIC_SERVERS = new Set(
  "8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 9.9.9.10 9.9.9.11 149.112.112.112 208.67.222.222 208.67.220.220 4.2.2.1 4.2.2.2 94.140.14.14 64.6.64.6 168.126.63.1 168.126.63.2 164.124.101.2 203.248.252.2 210.220.163.82 219.250.36.130 180.76.76.76 114.114.114.114".split(
    " ",
  ),
);
const SPECIAL_V6 = /^(?:::|fe[89ab]|f[cd]|ff|2001:0?db8|64:ff9b|100:|2001:4860:4860|2606:4700:4700)/i;

/** Public addresses of the Internet Protocol; versions, private networks, masks and well-known servers are none. */
export const networkAddresses: Detector = {
  name: "network-addresses",
  types: ["IP_ADDRESS"],
  triggers: ["digits"],
  words: [
    "2001:",
    "2400:",
    "2401:",
    "2402:",
    "2403:",
    "2404:",
    "2405:",
    "2406:",
    "240e:",
    "2600:",
    "2603:",
    "2604:",
    "2606:",
    "2607:",
    "2620:",
    "2800:",
    "2a00:",
    "2a01:",
    "2a02:",
    "2a03:",
    "2c0f:",
  ],
  reach: { before: 100, after: 60 },
  find: ({ view: { text } }) => {
    const candidates: Candidate[] = [];
    const labels = new LabelReader(text);
    for (const match of text.matchAll(V4)) {
      const [address] = match;
      if (
        SPECIAL_V4.test(address) ||
        PUBLIC_SERVERS.has(address) ||
        /^(\d+)(?:\.\1){3}$|^1\.2\.3\.4$|^12\.34\.56\.78$|^123\.45\.67\.89$/.test(address)
      )
        continue;
      if (text.charAt(match.index - 1) === "{") continue;
      const octets = address.split(".").map(Number);
      if (octets.slice(1).every((octet) => octet === 0)) continue;
      const near = labels.before(match.index, 30);
      const isVersion = near.find(({ kind }) => kind === "version" || kind === "network")?.kind === "version";
      const label = has(near, "network");
      if (isVersion || (!label && octets.every((octet) => octet < 100))) continue;
      candidates.push({
        start: match.index,
        end: match.index + address.length,
        type: "IP_ADDRESS",
        rule: label ? "ip-labelled" : "ip",
        score: scoreOf({ base: 0.65, label }),
      });
    }
    for (const match of text.matchAll(V6)) {
      const [address] = match;
      if (!isIPv6(address) || SPECIAL_V6.test(address) || !/^[23]/.test(address) || address.length < 10) continue;
      candidates.push({ start: match.index, end: match.index + address.length, type: "IP_ADDRESS", rule: "ip-six", score: 0.8 });
    }
    return candidates;
  },
};
