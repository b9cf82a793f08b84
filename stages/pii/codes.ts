import { isIban } from "./checksums.ts";
import type { Detector } from "./detector.ts";
import { has, LabelReader } from "./labels.ts";
import { scoreOf } from "./score.ts";
import type { Candidate, EntityType } from "./span.ts";

interface Code {
  /** A text without it holds none. */
  readonly gate?: RegExp;
  readonly shape: RegExp;
  judge(match: RegExpExecArray, labels: LabelReader, text: string): Omit<Candidate, "start" | "end"> | undefined;
}

const found = (
  type: EntityType,
  rule: string,
  score: number,
  labelled: boolean,
  checksum = false,
): Omit<Candidate, "start" | "end"> => ({
  type,
  rule,
  score,
  propagates: true,
  ...(labelled ? { labelled } : {}),
  ...(checksum ? { checksum } : {}),
});

/** Korean passports: a letter and eight digits; since 2021-12-21 a letter, three digits, a letter, four digits. */
const KOREAN_PASSPORT = /^(?:[MSRODGT]\d{8}|P[MSODRPT]\d{7,8}|[MSRODGT]\d{3}[A-Z]\d{4})$/i;

const passport: Code = {
  gate: /여권|passport/i,
  shape:
    /(?<![A-Za-z0-9-])(?:[A-Za-z]{1,2} ?\d{6,8}|[A-Za-z] ?\d{3}[A-Za-z] ?\d{4}|\d{9}|(?=[A-Z0-9]{0,5}\d[A-Z]{0,3}\d)(?=[0-9]{0,6}[A-Z])[A-Z0-9]{8,9})(?![A-Za-z0-9-])/g,
  judge: (match, labels, text) => {
    const [code] = match;
    if (/^X0000/i.test(code)) return undefined;
    const near = labels.before(match.index, 32);
    const label =
      near.find(({ kind }) => kind !== "other")?.kind === "passport" || has(labels.after(match.index + code.length), "passport");
    const isKorean = KOREAN_PASSPORT.test(code.replaceAll(" ", ""));
    if (label)
      return found(
        "PASSPORT",
        isKorean ? "passport-labelled" : "passport-foreign",
        scoreOf({ base: 0.5, label, format: isKorean }),
        true,
      );
    if (
      !isKorean ||
      code !== code.toUpperCase() ||
      !/여권|passport/i.test(text.slice(Math.max(0, match.index - 200), match.index))
    )
      return undefined;
    return found("PASSPORT", "passport-shape", 0.65, false);
  },
};

const customs: Code = {
  gate: /통관|직구|관세|고유부호|PCCC|customs/i,
  shape: /(?<![A-Za-z0-9])P[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?![A-Za-z0-9-])/gi,
  judge: (match, labels, text) => {
    if (/^P\W?(?:00|1234\W?5678)/i.test(match[0])) return undefined;
    const around = text.slice(Math.max(0, match.index - 200), match.index + 120);
    const label = has(labels.before(match.index, 60), "customs") || /통관|직구|관세|고유부호|\bPCCC\b|customs/i.test(around);
    return label ? found("CUSTOMS_CODE", "customs-labelled", scoreOf({ base: 0.5, label }), true) : undefined;
  },
};

/** Countries of the IBAN registry and the lengths of their numbers. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 " +
    "GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 " +
    "MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TN24 TR26 UA29 VA22 VG24 XK20"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
/** Printed as the example in descriptions of the format. */
const IBAN_EXAMPLES = new Set([
  "GB82WEST12345698765432",
  "DE89370400440532013000",
  "GB29NWBK60161331926819",
  "GB33BUKB20201555555555",
  "FR1420041010050500013M02606",
]);

const iban: Code = {
  shape: /(?<![A-Za-z0-9-])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])/g,
  judge: (match, labels) => {
    const packed = match[0].replace(/[ -]/g, "");
    const length = IBAN_LENGTHS[packed.slice(0, 2)];
    if (length === undefined || IBAN_EXAMPLES.has(packed)) return undefined;
    const label = has(labels.before(match.index, 40), "account", "bank") || /IBAN|계좌/i.test(labels.textBefore(match.index, 40));
    const isExample = /예시|형식|example|format|chars/i.test(labels.textBefore(match.index, 40));
    const isSpaced = /^[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){3,7}(?: [A-Z0-9]{1,3})?$/.test(match[0]);
    const checksum = isIban(packed) && (packed.length === length || isSpaced);
    if (isExample || (!checksum && !label)) return undefined;
    return found(
      "IBAN",
      checksum ? "iban-check-digits" : "iban-labelled",
      scoreOf({ base: 0.4, checksum, label }),
      label,
      checksum,
    );
  },
};

const WALLET = /지갑|wallet|주소|address|bitcoin|비트코인|\bBTC\b|\bETH\b|이더|ethereum|crypto|코인|\bcoin/i;

const wallet: Code = {
  gate: /bc1|0x[0-9a-fA-F]{4}|지갑|wallet|address|주소|bitcoin|비트코인|BTC|ETH|이더|crypto|코인|coin|USDT|TRC/i,
  shape:
    /(?<![A-Za-z0-9])(?:bc1[a-z0-9]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33})(?![A-Za-z0-9])/g,
  judge: (match, labels) => {
    const [code] = match;
    const label = WALLET.test(labels.textBefore(match.index, 60)) || WALLET.test(labels.textAfter(match.index + code.length, 20));
    const isMixed = /[a-z]/.test(code.slice(2)) && /[A-Z]/.test(code.slice(2));
    const base = code.startsWith("bc1") ? 0.6 : code.startsWith("0x") ? (isMixed ? 0.6 : 0.4) : 0.35;
    if ((base < 0.6 && !label) || /^0x0{20}/.test(code)) return undefined;
    if (!code.startsWith("bc1") && !code.startsWith("0x") && !(isMixed && /\d/.test(code))) return undefined;
    return found("CRYPTO_WALLET", label ? "wallet-labelled" : "wallet-shape", scoreOf({ base, label }), label);
  },
};

const mac: Code = {
  gate: /[0-9A-F]{2}[:-][0-9A-F]{2}[:-]|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]/i,
  shape:
    /(?<![0-9A-Za-z:.-])(?:[0-9A-F]{2}(?::[0-9A-F]{2}){5}|[0-9A-F]{2}(?:-[0-9A-F]{2}){5}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?![0-9A-Za-z]|[:.-][0-9A-F])/gi,
  judge: (match, _, text) => {
    if (text.charAt(match.index - 1) === "{") return undefined;
    const packed = match[0].replace(/[:.-]/g, "").toLowerCase();
    const isNone =
      /^(?:0+|f+|0123456789ab|001122334455|aabbccddeeff|010203040506|123456aabbcc|1a2b3c4d5e6f|00005e0053..|0180c2.*|01005e.*|3333.*)$/.test(
        packed,
      ) || !/\d/.test(packed);
    return isNone ? undefined : found("MAC", "mac", 0.85, false, true);
  },
};

const HOME = /집(?![결합회단중필행계배약게안])|자택|현관|거주|내\s?위치|위치\s?공유|우리|\bhome\b|\bhouse\b|\bmy\b|\blive/i;

const gps: Code = {
  gate: /\d\.\d{4}/,
  shape: /(?<![\d.])-?\d{1,2}\.\d{4,}(?:,\s{0,2}|"?\s{1,2}(?:lon|lng)="|\s)-?\d{1,3}\.\d{4,}(?![\d.])/g,
  judge: (match, labels) => {
    const [latitude = 0, longitude = 0] = (match[0].match(/-?\d+\.\d+/g) ?? []).map(Number);
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180 || Math.abs(latitude) + Math.abs(longitude) < 0.1) return undefined;
    const line = `${labels.textBefore(match.index, 40)} ${labels.textAfter(match.index + match[0].length, 40)}`;
    return HOME.test(line) ? found("GPS", "gps-of-home", 0.75, true) : undefined;
  },
};

const PLATE_LETTERS = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배하허호";
const UNITS = "배|원|명|건|년|개|%|달러|억|만|천|㎡|km|kg|mm|m\\b|호|번|세대|가구|쪽|회|부\\b";
const PLATE_REGION = "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주";
/** Letters that also are counters, particles or parts of an address behind a number. */
const AMBIGUOUS = /[조호도로수주자부서사보오우구고루누아어저바다나가하허러]/;

const plate: Code = {
  shape: new RegExp(
    String.raw`(?<![\d가-힣.,-])(?:(?:${PLATE_REGION})[ \t]?)?\d{2,3}[ \t]?[${PLATE_LETTERS}][ \t]?\d{4}(?![\d.,-]\d|\d|[ \t]?(?:${UNITS}))`,
    "g",
  ),
  judge: (match, labels) => {
    const [code] = match;
    const hasRegion = /^[가-힣]/.test(code);
    const [, number = "", gap = "", letter = "", space = "", serial = ""] =
      /(\d{2,3})(\s?)([가-힣])(\s?)(\d{4})$/.exec(code) ?? [];
    if (number.startsWith("0") && number !== "0" && (number.length === 3 || /^00/.test(serial))) return undefined;
    const around = `${labels.textBefore(match.index, 30)} ${labels.textAfter(match.index + code.length, 14)}`;
    if (/선고|판결|대법|고법|헌재|사건/.test(around)) return undefined;
    if (
      /예시|견본|샘플|예를|example/i.test(
        `${labels.textBefore(match.index, 24)} ${labels.textAfter(match.index + code.length, 12)}`,
      )
    )
      return undefined;
    const label = has(labels.before(match.index, 30), "plate") || has(labels.after(match.index + code.length), "plate");
    if (Number(serial) < 100 && !(label || hasRegion)) return undefined;
    const looksLikeYear = /^(?:19|20)\d{2}$/.test(serial) || /000$/.test(serial);
    if (!label && !hasRegion && (gap !== "" || (AMBIGUOUS.test(letter) && looksLikeYear && space !== ""))) return undefined;
    if (!label && !hasRegion && has(labels.before(match.index, 10), "other")) return undefined;
    return found(
      "VEHICLE_PLATE",
      label ? "plate-labelled" : hasRegion ? "plate-region" : "plate-shape",
      label || hasRegion ? 0.9 : 0.65,
      label,
    );
  },
};

const foreignPlate: Code = {
  gate: /plate/i,
  shape:
    /(?<=\b(?:license |licence |number )?plates?:? (?:no\.? |number |is )?)(?=[A-Z0-9 -]{0,9}\d)(?=[A-Z0-9 -]{0,9}[A-Z])[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5}(?![A-Za-z0-9])/g,
  judge: () => found("VEHICLE_PLATE", "plate-foreign", 0.8, true),
};

/** Licences of other countries: letters and six digits or more right behind a word for them. */
const foreignLicence: Code = {
  gate: /licen[cs]e|\bDL\b/i,
  shape: /(?<![A-Za-z0-9-])[A-Z]{1,2}\d{3,8}(?:[ -]\d{2,6}){0,3}(?![A-Za-z0-9-])/g,
  judge: (match, labels) => {
    if (match[0].replace(/\D/g, "").length < 6) return undefined;
    const before = labels.textBefore(match.index, 28);
    const label = /(?:driver'?s?|driving|his|her|my|their) licen[cs]e|licen[cs]e (?:no|number|#)|\bDL(?: ?#| no)/i.test(before);
    return label ? found("DRIVER_LICENSE", "licence-foreign", 0.8, true) : undefined;
  },
};

const CODES = [passport, foreignLicence, customs, iban, wallet, mac, gps, plate, foreignPlate];

/** Codes of letters and digits: passports, customs codes, IBANs, wallets, hardware addresses, coordinates of homes, vehicle plates. */
export const codes: Detector = {
  name: "codes",
  types: ["PASSPORT", "DRIVER_LICENSE", "CUSTOMS_CODE", "IBAN", "CRYPTO_WALLET", "MAC", "GPS", "VEHICLE_PLATE"],
  triggers: ["digits"],
  words: ["bc1q", "bc1p", " plate ", "plate:", 'lat="'],
  reach: { before: 240, after: 160 },
  find: ({ view: { text } }) => {
    const labels = new LabelReader(text);
    const candidates: Candidate[] = [];
    for (const { gate, shape, judge } of CODES) {
      if (gate && !gate.test(text)) continue;
      for (const match of text.matchAll(shape)) {
        const judged = judge(match, labels, text);
        if (judged) candidates.push({ ...judged, start: match.index, end: match.index + match[0].length });
      }
    }
    return candidates;
  },
};
