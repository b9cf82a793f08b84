import { above } from "../../engine/measured.ts";
import { number, strings } from "../../engine/options.ts";
import { defineStage } from "../../engine/stage.ts";
import { digestsOfFiles, entriesOf, type UserFiles, withUserFiles } from "../../engine/user-files.ts";
import { domainsOf, hostName, type WebAddress, webAddress } from "./web-address.ts";

const LISTS = ["domains", "addresses", "words", "substrings", "softWords"] as const;
type List = (typeof LISTS)[number];

const define = (files: UserFiles<List>) =>
  defineStage({
    name: "web-gate",
    version: 1,
    options: {
      /** Lists of hosts, whose subdomains go with them; lines of hosts files and of `||name^` will do. */
      domains: strings([]),
      /** Lists of single addresses; scheme, `www.`, fragment and a slash at the end make no difference. */
      addresses: strings([]),
      /** Lists of words that may not stand in an address as a whole, between signs. */
      words: strings([]),
      /** Lists of what may not stand in an address anywhere. */
      substrings: strings([]),
      /** Lists of words of which an address may have a few. */
      softWords: strings([]),
      /** Most soft words of an address, each counted once (datatrove drops at 2). */
      maxSoftWords: number(1, { min: 0 }),
      digests: digestsOfFiles,
    },
    reasons: {
      "blocked-domain": "the host, or a domain it lies in, is on a list of `domains`",
      "blocked-address": "the address is on a list of `addresses`",
      "blocked-word": "the address holds a word of a list of `words`",
      "blocked-substring": "the address holds an entry of a list of `substrings`",
      "soft-words": "the address holds more than `maxSoftWords` words of the lists of `softWords`",
    },
    thresholds: ({ maxSoftWords }) => ({ "soft-words": maxSoftWords }),
    measures: { "soft-words": above("web.soft-words") },
    writes: {
      /** The entry of a list that blocked the address. */
      "web.blocked-by": "label",
      /** Unlike soft words in the address. */
      "web.soft-words": "number",
    },
    open: ({ maxSoftWords }) => {
      const blocked = blockerOf(files);
      const soft = new Set(entries(files.softWords));
      return {
        judgeBatch: (batch, verdicts) => {
          const decoder = new TextDecoder();
          for (let row = 0; row < batch.count; row++) {
            const bytes = batch.urlBytes[row] as number;
            if (!batch.alive[row] || bytes === 0) continue;
            const address = webAddress(decoder.decode(batch.view(batch.urlAt[row] as number, bytes)));
            const found = blocked(address);
            const softWords = new Set(address.words.filter((word) => soft.has(word))).size;
            if (soft.size > 0) verdicts.setNumber(row, "web.soft-words", softWords);
            if (found) {
              verdicts.setLabel(row, "web.blocked-by", found.entry);
              verdicts.drop(row, found.reason);
            } else if (softWords > maxSoftWords) verdicts.drop(row, "soft-words", softWords);
          }
        },
      };
    },
  });

/**
 * Drops documents by their address, with block lists of your own, files with an entry a line (`#` begins a comment): domains, single addresses, words, substrings, and words that count
 * together, as RefinedWeb and FineWeb filter before they read a page. Documents without an address pass. No list comes along.
 */
export const webGate = withUserFiles(LISTS, define);

const entries = (files: UserFiles<List>[List]): readonly string[] =>
  files.flatMap(entriesOf).map((entry) => entry.normalize("NFC").toLowerCase());

type Blocked = {
  readonly entry: string;
  readonly reason: "blocked-domain" | "blocked-address" | "blocked-word" | "blocked-substring";
};

function blockerOf(files: UserFiles<List>): (address: WebAddress) => Blocked | undefined {
  const domains = new Set(entries(files.domains).map(hostName));
  const addresses = new Set(entries(files.addresses).map((entry) => webAddress(entry).bare));
  const words = new Set(entries(files.words));
  const substrings = entries(files.substrings);
  return ({ host, bare, words: own, decoded }) => {
    for (const domain of domainsOf(host)) if (domains.has(domain)) return { entry: domain, reason: "blocked-domain" };
    if (addresses.has(bare)) return { entry: bare, reason: "blocked-address" };
    const word = words.size === 0 ? undefined : own.find((each) => words.has(each.normalize("NFC")));
    if (word !== undefined) return { entry: word, reason: "blocked-word" };
    const part = substrings.find((each) => decoded.includes(each));
    return part === undefined ? undefined : { entry: part, reason: "blocked-substring" };
  };
}
