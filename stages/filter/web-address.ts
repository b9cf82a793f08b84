import { domainToASCII } from "node:url";

/** What is looked up of a web address; all in lower case. */
export interface WebAddress {
  /** Name of the host in ASCII, as in a certificate. */
  readonly host: string;
  /** Address without scheme, `www.`, fragment and the slash at its end. */
  readonly bare: string;
  /** Runs of letters and digits of the whole address, percent signs decoded. */
  readonly words: readonly string[];
  /** The address as it stands, percent signs decoded. */
  readonly decoded: string;
}

/** Takes an address apart; one without a scheme is taken for host and path. */
export function webAddress(address: string): WebAddress {
  const whole = address.trim().toLowerCase();
  const behind = whole.replace(/^[a-z][a-z0-9+.-]*:\/\//, "").replace(/^\/\//, "");
  const authority = /^[^/?#]*/.exec(behind)?.[0] ?? "";
  const decoded = decode(whole).toLowerCase();
  return {
    host: hostName(authority),
    bare: behind
      .replace(/#.*$/s, "")
      .replace(/^www\./, "")
      .replace(/\/$/, ""),
    words: decoded.match(/[\p{L}\p{N}]+/gu) ?? [],
    decoded,
  };
}

/** A host by its authority (user, name, port) or as a line of a block list has it: a name, a hosts file's line, or `||name^`. */
export function hostName(authority: string): string {
  const name = (authority.trim().split(/\s+/).at(-1) ?? "")
    .replace(/^.*@/, "")
    .replace(/:\d*$/, "")
    .replace(/^\|\|/, "")
    .replace(/^\*?\./, "")
    .replace(/[\^/.]+$/, "")
    .toLowerCase();
  if (/^[\x20-\x7e]*$/.test(name)) return name;
  return domainToASCII(name) || name;
}

/** The host and every domain it lies in, the longest first. */
export function* domainsOf(host: string): Generator<string> {
  for (let at = 0; at >= 0 && at < host.length; ) {
    yield host.slice(at);
    const dot = host.indexOf(".", at);
    at = dot < 0 ? -1 : dot + 1;
  }
}

function decode(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
