import type { Candidate } from "../span.ts";
import { ACCOUNT, type IdentifierPlaces, matchesIn, PERSONAL } from "./identifier-places.ts";
import { FREQUENT, type KoreanName, LIKE, likenessOf, nameOf, particleOnly, surnameOf } from "./korean-name.ts";
import { FIELD as FIELD_IN_ENGLISH, KIN } from "./latin-person.ts";
import { type Evidence, evidence, LOOK_BACK, leadOf, titleBegins } from "./name-evidence.ts";
import { NOT_NAMES } from "./not-names.ts";
import { alternatives, SIGNATURES } from "./person-words.ts";

const LOOK_AHEAD = 40;

/** A name's last syllable that is more often a particle: 주장은, 이름을. */
const PARTICLE_LIKE = /[은는이가을를의도로만고한인여해게에]$/u;
const SIGNED = new RegExp(`^[ \\t]{0,6}(?:${alternatives(SIGNATURES)})(?=[ \\t]{0,3}(?:$|[\\n.~!(\\d]|(?<=\\)) ?[가-힣]))`, "u");
/** A birth date in parentheses; those of people who died long ago are history. */
const BORN = String.raw`\( ?(?:19[3-9]\d|20[0-2]\d|\d{2})[.\-/년] ?\d{1,2}[.\-/월] ?\d{1,2}[일.]? ?(?:생|\)|,)`;
const IDENTIFIER_BEHIND = new RegExp(
  `^(?:${BORN}|(?: ?[([] ?(?:[가-힣]{1,4}[,: ] ?)?| ?[,/|=·] ?| {1,4}|\\t| ?\\|\\| ?| ?님 ?[,:]? ?)(?:${PERSONAL}))`,
  "u",
);
const IDENTIFIER_BEFORE = new RegExp(`(?:${PERSONAL}|${ACCOUNT}) ?(?:[(,/:|]|\\|\\|)? ?$`, "u");
const HANGUL = /[가-힣]{2,}/gu;

/** Persons with Korean names, found by what stands around the name. */
export function koreanPersons(text: string, identifiers: IdentifierPlaces): Candidate[] {
  const found: Candidate[] = [];
  let listed = -1;
  for (const { 0: run, index: at } of matchesIn(text, identifiers.zones, HANGUL)) {
    if (surnameOf(run.slice(0, 4)) === "") continue;
    const name = nameOf(run.slice(0, 14), LIKE, titleBegins) ?? strangeName(run, text, at);
    if (!name) continue;
    const end = at + name.length;
    const proof =
      evidenceFor(text, at, end, name, identifiers) ??
      (listed === at && name.length > 2 && !/^[ \t]*[:：(]/.test(text.slice(end, end + 4)) ? LISTED : undefined);
    if (!proof) continue;
    found.push(personAt(at, end, proof));
    listed = nextOfList(text, end);
  }
  return found;
}

/** A person's name as a candidate; it is sought in all of the document if it is long enough to be nothing else. */
export function personAt(start: number, end: number, { rule, score, labelled, spreads }: Evidence): Candidate {
  return { start, end, type: "PERSON", score, rule, labelled, propagates: spreads && end - start > 2 };
}

const LISTED = evidence("person-listed", 0.7, false, true);
const FIELD = evidence("person-field", 0.95, true, true);
const LABELLED = evidence("person-labelled", 0.85, true, true);
const SIGNATURE = evidence("person-signature", 0.85, true, true);
const BESIDE = evidence("person-identifier", 0.8, false, true);
const TITLED = evidence("person-title", 0.75, false, false);
const OFFICE = evidence("person-office", 0.7, false, false);

const TEAM = evidence("person-department", 0.7, false, true);
const INTRODUCED = evidence("person-introduced", 0.8, true, true);

/** Labels that ask for nothing but a name, so that a name may follow without a colon anywhere. */
const NAME_ITSELF = /(?:(^|\n)|)[ \t]{0,6}(?:성[ \t]{0,4}명|이름|성함|실명|예금주|수취인|수령인)[ \t]{1,6}$/u;
/** Particles that only persons have. */
const CASE = /^(?:에게|께|한테)/u;
/** Labels behind which a name of two syllables is believed. */
const SHORT_NAME_LABEL =
  /(?:성[ \t]{0,4}명|(?<![가-힣] ?)이름|성함|예금주|보호자|신청인|환자명)(?: ?\([^()\n]{1,8}\))?[ \t]{0,3}[:：┃][ \t]{0,4}$/u;
const INTRODUCTION = /(?:^|[\s"'“.])(?:저는|제가|본인은|제 이름은|성함[은이]|안녕하(?:세요|십니까)[,.!~]?) (?:저는 )?$/u;
/** The same with something between, or of somebody else: near an identifier only. */
const LOOSE_INTRODUCTION = /(?:^|[\s"'“.:])(?:저는|제가|본인은|나는|이름[은이]|한글은) (?:[가-힣 ]{1,16} )?$/u;
const PLACED = evidence("person-placed", 0.65, false, false);
const ROW = evidence("person-row", 0.7, false, true);
const BULLET = /(?:^|\n)[ \t]{0,4}(?:[-*•■□○●·▶ㄴ]|\d{1,2}[.)]|[가-하][.)])[ \t]{1,2}$/u;
/** A line with nothing but an office and the name. */
const ALONE_WITH_OFFICE = /(?:^|\n)[ \t]{0,8}[가-힣]{2,10}(?: [가-힣]{2,10})?[ \t]{1,3}$/u;
/** Years of a life that lies behind us: 안중근(1879~1910). */
const HISTORY = /^ ?\((?:[^()\n]{0,12}[ ,])?(?:1[0-8]\d\d|19[0-2]\d)\D/u;
const INTRODUCES = /^ ?(?:이?라고|입니다|이라는|이에요|예요|인데요)/u;
const DEPARTMENT = /(?:[가-힣\d](?:팀|과|실|부|센터|본부|지점)|HR|CS)[ \t]{1,4}$/u;

function evidenceFor(
  text: string,
  at: number,
  end: number,
  name: KoreanName,
  identifiers: IdentifierPlaces,
): Evidence | undefined {
  const near = identifiers.near(at);
  const named = identifiers.isNamed(at);
  const lead = leadOf(text, at);
  const follows = text.slice(end + name.rest.length, end + name.rest.length + LOOK_AHEAD);
  const bare = name.rest === "";
  const alone = bare && !/^[ ]?[가-힣]/u.test(follows);
  const sure = name.likeness === FREQUENT || (alone && near) || !PARTICLE_LIKE.test(text.slice(at, end));
  if (HISTORY.test(follows)) return undefined;
  // An address goes on: 예술광장로 25.
  if (/[로길]$/u.test(name.rest) && /^ ?\d/.test(follows)) return undefined;
  // A label of its own: 조제일: 2026.
  const labels = bare && /^[ \t]{0,3}[:：]/.test(follows);
  if (name.length === 2 && !(alone && SHORT_NAME_LABEL.test(text.slice(Math.max(0, at - LOOK_BACK), at)))) return undefined;
  if (lead.label && lead.colon && (near || (named && sure))) return FIELD;
  if (labels) return undefined;
  if (lead.label && sure && (near || (named && alone && name.likeness === FREQUENT))) return LABELLED;
  const leading = text.slice(Math.max(0, at - LOOK_BACK), at);
  const itself = NAME_ITSELF.exec(leading);
  // On a line of its own a label needs no colon.
  if (itself && sure && (near || name.likeness === FREQUENT || (alone && itself[1] !== undefined) || CASE.test(name.rest)))
    return LABELLED;
  if (bare && sure && SIGNED.test(follows)) return SIGNATURE;
  if (bare && sure && IDENTIFIER_BEHIND.test(follows)) return BESIDE;
  if (
    near &&
    INTRODUCTION.test(leading) &&
    (/^이?라고/u.test(name.rest) || (name.likeness === FREQUENT && INTRODUCES.test(name.rest)))
  )
    return INTRODUCED;
  if (bare && sure && lead.title && ALONE_WITH_OFFICE.test(leading) && /^[ \t]*(?:\n|$)/.test(follows)) return SIGNATURE;
  if (!near || !sure) return undefined;
  if (LOOSE_INTRODUCTION.test(leading) && (alone || INTRODUCES.test(name.rest + follows))) return INTRODUCED;
  if (/[a-z]["']?[:=] ?["']?$/i.test(leading.slice(-6)) && FIELD_IN_ENGLISH.test(leading)) return FIELD;
  if (/[a-z] $/i.test(leading.slice(-2)) && KIN.test(leading)) return OFFICE;
  if (bare && BULLET.test(leading) && /^(?: ?[/,|→]| ?\([^)\d]|님)/u.test(follows)) return ROW;
  if (bare && IDENTIFIER_BEFORE.test(leading)) return BESIDE;
  const title = !bare && !particleOnly(name.rest) ? name.rest : bare ? (/^ ?([가-힣]{1,8})/u.exec(follows)?.[1] ?? "") : "";
  if (title !== "" && titleBegins(title)) return TITLED;
  if (lead.title) return OFFICE;
  if (bare && name.length === 3 && standsOut(leading, follows, title, name.likeness)) return PLACED;
  if (alone && DEPARTMENT.test(leading) && /^[ \t]*(?:$|[\n(/])/u.test(follows)) return TEAM;
  return undefined;
}

/** A line's beginning as a form writes it: a few words that name a person's part in it, a colon, and nothing else. */
const UNKNOWN_LABEL =
  /(?:^|\n)[ \t\-*•■□○●·▶(]{0,6}[가-힣 ()/]{1,14}(?:자|인|님|분|원|사|장|생|주|모|부|객|의|명|직원|교사|가족) ?[:：] {0,3}$/u;
const ANY_LABEL = /(?:^|\n)[ \t\-*•■□○●·▶]{0,6}[가-힣 ()/]{1,14}[:：] {0,3}$/u;
const LINE_BEGINS = /(?:^|\n|[,/|(>] ?)[ \t]{0,4}(?:[-*•■□○●·▶ㄴ└>] ?|\d{1,3}[.)] ?)?$/u;
const PIECE_ENDS = /^ ?(?:$|[\n,/|)→]|\([^)\d])/u;
const ANY_OFFICE = /^[가-힣]{1,5}(?:장|사|원|수|관|자|님|인|생|리)(?![가-힣]{2})/u;

/** Whether a likely name stands where a form, list or signature has a person: behind an unknown label, alone on a line, before an office. */
function standsOut(leading: string, follows: string, title: string, likeness: number): boolean {
  if (UNKNOWN_LABEL.test(leading) && PIECE_ENDS.test(follows)) return true;
  if (likeness !== FREQUENT) return false;
  return (
    (ANY_LABEL.test(leading) && PIECE_ENDS.test(follows)) ||
    (LINE_BEGINS.test(leading) && PIECE_ENDS.test(follows)) ||
    (title !== "" && ANY_OFFICE.test(title) && LINE_BEGINS.test(leading))
  );
}

/** A name of unusual syllables, which only a position can tell: surname and two syllables that stand alone. */
function strangeName(run: string, text: string, at: number): KoreanName | undefined {
  if (run.length !== 3 || NOT_NAMES.has(run) || likenessOf(run) !== 0) return undefined;
  const lead = leadOf(text, at);
  return lead.label && lead.colon && /^[ \t]*(?:$|[\n(,/])/u.test(text.slice(at + 3, at + 8))
    ? { length: 3, likeness: LIKE, rest: "" }
    : undefined;
}

/** Where the next name of a list would begin that the name ending at `end` is part of; -1 if it is part of none. */
function nextOfList(text: string, end: number): number {
  const match = /^(?:\([^()\n]{1,12}\)|님)?[ ]?[,·、/-][ ]?/u.exec(text.slice(end, end + 24));
  return match ? end + match[0].length : -1;
}
