import { createHmac } from "node:crypto";
import type { EntityType } from "./span.ts";

/** A stream of bytes that only the key and the value decide. */
class Draw {
  #block: Buffer;
  #at = 0;
  readonly #again: (round: number) => Buffer;
  #round = 0;

  constructor(key: string | Buffer, type: EntityType, value: string) {
    this.#again = (round) => createHmac("sha256", key).update(`${type}\0${round}\0${value}`).digest();
    this.#block = this.#again(0);
  }

  byte(): number {
    if (this.#at === this.#block.length) {
      this.#block = this.#again(++this.#round);
      this.#at = 0;
    }
    return this.#block[this.#at++] as number;
  }

  /** Characters of an alphabet whose length divides 256, or nearly. */
  of(alphabet: string, count: number): string {
    let text = "";
    while (text.length < count) {
      const byte = this.byte();
      if (byte < 256 - (256 % alphabet.length)) text += alphabet[byte % alphabet.length];
    }
    return text;
  }

  digits(count: number): string {
    return this.of("0123456789", count);
  }
}

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const DOMAINS = ["com", "net", "org", "com"];
const NETWORKS = ["192.0.2.", "198.51.100.", "203.0.113.", "192.0.2."];

/** Writes digits into the shape of a value, which keeps its separators; `fixed` are the first digits. */
function shaped(value: string, draw: Draw, fixed: string): string {
  let index = 0;
  return value.replace(/\p{Nd}/gu, () => {
    const digit = index < fixed.length ? (fixed[index] as string) : draw.digits(1);
    index++;
    return digit;
  });
}

type Make = (value: string, draw: Draw) => string;

/**
 * What a value becomes, by type: of the same shape where it has one, and impossible by construction, so that nobody is hit by chance and no
 * rule here takes it for a value: months 13 to 19, areas and codes that start with 0, reserved names and networks.
 */
const MAKERS: Readonly<Partial<Record<EntityType, Make>>> = {
  EMAIL: (_, draw) => `user${draw.of(BASE32, 6)}@example.${DOMAINS[draw.byte() % 4]}`,
  IP_ADDRESS: (value, draw) =>
    value.includes(":")
      ? `2001:db8::${draw.of("0123456789abcdef", 4)}:${draw.of("0123456789abcdef", 4)}`
      : `${NETWORKS[draw.byte() % 4]}${1 + (draw.byte() % 254)}`,
  PHONE: (value, draw) =>
    /^\+(?!82)/.test(value) || /^\(?[2-9]/.test(value) ? shaped(value, draw, "00055501") : `010-0000-${draw.digits(4)}`,
  RRN: (value, draw) => resident(value, draw),
  FRN: (value, draw) => resident(value, draw),
  SSN: (value, draw) => shaped(value, draw, "000"),
  BUSINESS_REG_NO: (value, draw) => shaped(value, draw, "000"),
  CORP_REG_NO: (value, draw) => shaped(value, draw, "000000"),
  CREDIT_CARD: (value, draw) => shaped(value, draw, "0000"),
  BANK_ACCOUNT: (value, draw) => shaped(value, draw, "000"),
  DRIVER_LICENSE: (_, draw) => `00-${draw.digits(2)}-${draw.digits(6)}-${draw.digits(2)}`,
  PASSPORT: (_, draw) => `X0000${draw.digits(4)}`,
  HEALTH_INSURANCE_NO: (value, draw) => shaped(value, draw, "00000"),
  CUSTOMS_CODE: (value, draw) => shaped(value, draw, "00"),
  IBAN: (_, draw) => `XX00 0000 0000 ${draw.digits(4)} ${draw.digits(4)}`,
  VEHICLE_PLATE: (_, draw) => `0${draw.digits(2)}가 00${draw.digits(2)}`,
  MAC: (_, draw) => `00:00:5e:00:53:${draw.of("0123456789abcdef", 2)}`,
  CRYPTO_WALLET: (_, draw) => `0x${"0".repeat(28)}${draw.of("0123456789abcdef", 12)}`,
  SECRET: (_, draw) => `REDACTED_${draw.of(BASE32, 8)}`,
  URL_CREDENTIAL: (_, draw) => `user:REDACTED_${draw.of(BASE32, 8)}`,
  HANDLE: (value, draw) => `${value.startsWith("@") ? "@" : ""}redacted_${draw.of(BASE32, 6)}`,
  GPS: (_, draw) => `0.00${draw.digits(4)}, 0.00${draw.digits(4)}`,
};

/** The first six digits keep to no calendar: the month is 13 to 19. */
function resident(value: string, draw: Draw): string {
  const year = draw.digits(2);
  return shaped(value, draw, `${year}1${3 + (draw.byte() % 7)}${draw.digits(2)}${draw.byte() % 2 === 0 ? "1" : "2"}`);
}

/**
 * Another value of the same shape, decided by key, type and value alone (HMAC-SHA-256): equal values stay equal, and no order matters.
 * Undefined for types that have none: a name, a birth date and an address in free text are told by their tag.
 */
export function surrogateOf(type: EntityType, value: string, key: string | Buffer): string | undefined {
  return MAKERS[type]?.(value, new Draw(key, type, value));
}

/** A keyed hash of a value: ten letters and digits of base 32, 50 bits. */
export const hashOf = (type: EntityType, value: string, key: string | Buffer): string =>
  new Draw(key, type, value).of(BASE32, 10);
