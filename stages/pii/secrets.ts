import { entropyOf } from "./checksums.ts";
import type { Detector } from "./detector.ts";
import type { Candidate } from "./span.ts";

/** Keys that tell by their first letters whose they are (shapes as gitleaks 8 lists them), and the least entropy of their rest. */
const KEYS: readonly (readonly [rule: string, shape: RegExp, leastEntropy: number])[] = [
  ["key-aws", /(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g, 3],
  ["key-github", /(?<![A-Za-z0-9])(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{82})(?![A-Za-z0-9])/g, 3],
  ["key-gitlab", /(?<![A-Za-z0-9])glpat-[\w-]{20}(?![\w-])/g, 3],
  ["key-google", /(?<![A-Za-z0-9])AIza[\w-]{35}(?![\w-])/g, 3.5],
  [
    "key-openai",
    /(?<![A-Za-z0-9])sk-(?:proj|svcacct|admin)-[\w-]{20,200}(?![\w-])|(?<![A-Za-z0-9])sk-[A-Za-z0-9]{40,60}(?![\w-])/g,
    3.5,
  ],
  ["key-anthropic", /(?<![A-Za-z0-9])sk-ant-[a-z]+\d{2}-[\w-]{20,120}(?![\w-])/g, 3.5],
  [
    "key-slack",
    /(?<![A-Za-z0-9])xox[abeprs]-[A-Za-z0-9-]{10,150}|hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]{20,80}/g,
    3,
  ],
  ["key-stripe", /(?<![A-Za-z0-9])[sr]k_(?:test|live|prod)_[A-Za-z0-9]{10,99}(?![A-Za-z0-9])/g, 3],
  ["key-hugging-face", /(?<![A-Za-z0-9])hf_[A-Za-z]{34}(?![A-Za-z0-9])/g, 3],
  ["key-npm", /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g, 3],
  ["key-pypi", /pypi-AgEIcHlwaS5vcmc[\w-]{50,200}/g, 3],
  ["key-sendgrid", /(?<![A-Za-z0-9])SG\.[\w-]{20,24}\.[\w-]{39,50}(?![\w-])/g, 3],
  ["key-twilio", /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g, 3],
  ["key-telegram", /(?<![A-Za-z0-9])\d{8,10}:AA[\w-]{33}(?![\w-])/g, 3.5],
  ["token-json-web", /(?<![A-Za-z0-9])ey[A-Za-z0-9_-]{17,2000}\.ey[A-Za-z0-9_/-]{17,2000}\.[A-Za-z0-9_/-]{10,2000}/g, 3.5],
];

/** A text without any of these holds no such key. */
const KEY_PREFIX =
  /A3T|AKIA|ASIA|ABIA|ACCA|gh[pousr]_|github_pat|glpat-|AIza|sk-|xox[abeprs]-|slack\.com|[sr]k_|hf_|npm_|pypi-|SG\.|SK[0-9a-f]|:AA|ey[A-Za-z0-9_-]{17}/;
const SECRET_WORD = /key|secret|pass|pwd|token|credential/i;
const TOLD_WORD = /비밀|비번|패스|암호|인증키|출입|도어락|현관|pass|pw\b|code|PIN|wi-?fi|key|API키/i;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
const PRIVATE_KEY_END = /-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
const LONGEST_KEY = 8192;

const URL_USER = /(?<![A-Za-z0-9+.-])[a-z][a-z0-9+.-]{1,15}:\/\/([^\s/:@"'<>]{1,64}:[^\s/@"'<>]{1,128})@/gi;
const QUERY_SECRET =
  /[?&](?:access_?token|token|sig|signature|api_?key|key|auth|password|passwd|pwd|secret|session(?:_?id)?|service_?key)=([A-Za-z0-9%._~+/=-]{12,300})/gi;

/** What manuals write for a secret. */
const PLACEHOLDER =
  /^(?:pass(?:word|wd|phrase)?\d{0,4}|p(?:a|@)ss(?:w0rd|word)?!?|pwd|secret|user(?:name)?|admin|root|test\w{0,4}|example\w*|changeme|your[-_ ]?\w+|my[-_]?\w*(?:password|secret|key|token)\w*|token|key|none|null|undefined|true|false|nil|empty|required|optional|string|str|text|value|hidden|redacted\w*|file\d*|masked|dummy|foo|bar|baz|qwerty|x{3,}|\*{2,}|\.{2,}|_{2,}|-{2,}|0+|1234\d*|abc\d*)$/i;
const CODE_LIKE =
  /^(?:[$<{[(%]|process\.|os\.|env\.|self\.|this\.|config\.|settings\.|args\.|options\.|request\.|ENV|System\.|std::|get[A-Z_]|new |function|lambda|async|await|None|True|False)|[({\]]|\.(?:get|value|length|password|token|key|secret)\b|->|::|\(\)/;

const KEY_WORD = `(?:(?:api[_-]?key|access[_-]?key|secret[_-]?key|auth[_-]?token|access[_-]?token|secret|passwd|password|passphrase|pass|pwd|token|credential|service[_-]?key|private[_-]?key)[A-Za-z0-9_-]{0,12})`;
/** `key = "value"`, and the like of it in YAML, JSON, shells and tables. */
const ASSIGNED = new RegExp(
  String.raw`${KEY_WORD}["']?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}(["'\x60]?)([^\s"'\x60,;|<>]{6,150})\1`,
  "gi",
);
const PASS_WORD = String.raw`(?:비밀\s?번호|비번|패스워드|암호|인증키|출입\s?번호|도어락|공동\s?현관|현관\s?번호|password|passcode|passwd|\bpw\b|gate code|door code|\bPIN\b|wifi pass\w*|wi-fi pass\w*|(?:API|octoprint|server|admin)[ -]?key|API키)`;
const PARTICLE = String.raw`(?:\(?(?:pw|PW)\)?)?(?:은|는|이|가|를|을|도)?`;
/** A password told in a sentence: `비번은 ab12!`, `현관 비밀번호가 바뀌어 2580*`. */
const TOLD = new RegExp(
  String.raw`${PASS_WORD}${PARTICLE}[ \t]{0,2}(?:[:：=→]|->|is |was |from |to )?[ \t]{0,2}(?:(?:바뀌어|바뀌었어요?|변경|will change(?: on [A-Za-z.]+ \d{1,2})? from|still|now)[ \t]{0,2})?["'\x60(]?(?<![A-Za-z-])([A-Za-z0-9#*!@$%^&~+=_★☆][A-Za-z0-9#*!@$%^&~?+=_.★☆-]{3,40})`,
  "gi",
);

/** Private keys, keys and tokens of providers, credentials in addresses, and passwords beside a word for them. */
export const secrets: Detector = {
  name: "secrets",
  types: ["SECRET", "URL_CREDENTIAL"],
  triggers: ["at", "mention"],
  words: [
    "PRIVATE KEY",
    "AKIA",
    "ASIA",
    "A3T",
    "ABIA",
    "ACCA",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat",
    "glpat-",
    "AIza",
    "sk-proj",
    "sk-ant",
    "sk-svc",
    "sk-admin",
    "xoxb",
    "xoxp",
    "xoxa",
    "xoxe",
    "xoxr",
    "xoxs",
    "hooks.slack",
    "sk_live",
    "sk_test",
    "sk_prod",
    "rk_live",
    "rk_test",
    "hf_",
    "npm_",
    "pypi-Ag",
    "SG.",
    ":AA",
    "eyJ",
    "token=",
    "sig=",
    "key=",
    "api_key",
    "apikey",
    "api-key",
    "access_key",
    "access-key",
    "accesskey",
    "secret",
    "passw",
    "passphrase",
    "passcode",
    "pass:",
    "pass =",
    "pass=",
    "pwd",
    "token:",
    'token":',
    "token =",
    "비밀번호",
    "비번",
    "패스워드",
    "암호",
    "인증키",
    "도어락",
    "현관",
    "gate code",
    "door code",
    "octoprint key",
    "API키",
    "private_key",
  ],
  reach: { before: 80, after: 240 },
  find: ({ view: { text } }) => {
    const candidates: Candidate[] = [];
    const add = (start: number, end: number, rule: string, score: number, type: Candidate["type"] = "SECRET") =>
      candidates.push({ start, end, type, rule, score, propagates: end - start >= 8 });
    for (const [rule, shape, least] of KEY_PREFIX.test(text) ? KEYS : []) {
      for (const match of text.matchAll(shape)) {
        if (entropyOf(match[0]) >= least && !/X{6}|x{6}|EXAMPLE|example|1234567890/.test(match[0]))
          add(match.index, match.index + match[0].length, rule, 0.95);
      }
    }
    for (const match of text.matchAll(PRIVATE_KEY)) {
      const begin = match.index + match[0].length;
      PRIVATE_KEY_END.lastIndex = 0;
      const end = PRIVATE_KEY_END.exec(text.slice(begin, begin + LONGEST_KEY));
      const body = end
        ? text.slice(begin, begin + end.index)
        : /^[\sA-Za-z0-9+/=:,-]*/.exec(text.slice(begin, begin + LONGEST_KEY))?.[0];
      if (body && /[A-Za-z0-9+/=]{20}/.test(body))
        add(match.index, begin + body.length + (end ? end[0].length : 0), "private-key", 1);
    }
    for (const match of text.includes("://") ? text.matchAll(URL_USER) : []) {
      const [all, pair = ""] = match;
      const [user = "", password = ""] = pair.split(/:(.*)/s);
      if (
        isPlaceholder(password) ||
        CODE_LIKE.test(password) ||
        CODE_LIKE.test(user) ||
        password.toLowerCase() === user.toLowerCase()
      )
        continue;
      const end = match.index + all.length - 1;
      add(end - pair.length, end, "url-credential", 0.95, "URL_CREDENTIAL");
    }
    for (const match of text.matchAll(QUERY_SECRET)) {
      const [all, value = ""] = match;
      if (!looksRandom(value)) continue;
      const end = match.index + all.length;
      add(end - value.length, end, "url-token", 0.8);
    }
    for (const match of SECRET_WORD.test(text) ? text.matchAll(ASSIGNED) : []) {
      const [all, quote = "", raw = ""] = match;
      const value = raw.replace(/[)\]}.]+$/, "");
      if (/publickeytoken/i.test(all) || /^[A-Z]\w*\\\w+$/i.test(value)) continue;
      if (isPlaceholder(value) || CODE_LIKE.test(value) || /[가-힣]/.test(value)) continue;
      const end = match.index + all.length - quote.length - (raw.length - value.length);
      const isPassword = /pass|pwd/i.test(all.slice(0, all.length - raw.length));
      if (looksRandom(value) || (isPassword && looksLikePassword(value))) add(end - value.length, end, "secret-assigned", 0.8);
    }
    for (const match of TOLD_WORD.test(text) ? text.matchAll(TOLD) : []) {
      const value = (match[1] ?? "").replace(/[.,]+$/, "");
      if (!looksLikePassword(value) || isPlaceholder(value)) continue;
      const start = match.index + match[0].length - (match[1] ?? "").length;
      add(start, start + value.length, "password-told", 0.75);
    }
    return candidates;
  },
};

const isPlaceholder = (value: string): boolean =>
  PLACEHOLDER.test(value) || /your|example|placeholder|xxx|<|>|\.\.\.|\*\*\*/i.test(value);

/** Whether a value is too mixed for a word: letters and digits, and the entropy that gitleaks asks for. */
function looksRandom(value: string): boolean {
  if (value.length < 10 || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (/^[\w.-]+\.(?:com|net|org|json|pem|txt|py|js|html?)$/i.test(value) || /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(value))
    return false;
  return entropyOf(value) >= 3.3;
}

/** Whether people would choose it: digits with signs or letters, or letters with digits. */
function looksLikePassword(value: string): boolean {
  if (value.length < 4 || /^\d{1,3}$/.test(value) || /^(?:19|20)\d{2}[-./]?/.test(value)) return false;
  if (/^\d{4,8}$/.test(value)) return false;
  return /\d/.test(value) && /[^0-9.,:/-]/.test(value);
}
