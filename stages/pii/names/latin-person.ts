import type { Candidate } from "../span.ts";
import { type IdentifierPlaces, matchesIn } from "./identifier-places.ts";
import { type Evidence, evidence, leadOf } from "./name-evidence.ts";

/** Capital and other letters of the Latin, Greek and Cyrillic scripts; as ranges they are matched several times as fast as by property. */
const CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-ŽΆ-ΫЀ-Я]";
const LETTER = "[A-Za-zÀ-ÖØ-öø-ɏ\\u0300-\\u036fͰ-ӿ]";
const WORD = `${CAPITAL}(?:${LETTER}|['’-]){0,24}`;
const JOINT = `(?:${CAPITAL}\\.|${WORD}|van der|van den|van de|van|von|de la|de los|de|der|den|da|dos|bin|al|el|la|ter|"${WORD}"|“${WORD}”)`;
/** A run of capitalised words with the particles and nicknames that names have. */
export const LATIN_NAME = `${WORD}(?:,? ${CAPITAL}\\.| ${JOINT}){0,4}`;
const names = new RegExp(`(?<![\\p{L}\\p{N}_@./-])${LATIN_NAME}(?![A-Za-z0-9_@/])`, "gu");

/** Capitalised words at which a name does not begin, or that no name has. */
const NO_NAME =
  /^(?:The|This|That|These|Those|Sir|Sirs|Madam|Team|All|Everyone|Everybody|Folks|Friends?|Customer|Customers|Support|Admin|Reader|Readers|Colleagues?|Students?|Parents|Members?|Neighbou?rs?|There|Hiring|Manager|Editor|Not|Please|Thanks|Thank|Your|You|Our|We|My|It|In|On|At|For|If|As|So|And|But|Or|No|Yes|What|When|Where|Who|Why|How|New|Microsoft|Windows|Google|Visual|Azure|Office|Server|University|Inc|Ltd|LLC|Corp|Company|Department|Committee|Street|Avenue|Road|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|ID|URL|API|Test|Example|Sample|User|Name|Null|None|True|False|Sent|From|To|Subject|Date|Re|Fwd|Phone|Email|Address|Mobile|Cell|Tel|Fax|God|Santa|Abby|Diary|Lord|Applicant|Patient)$/u;
const ORGANISATION =
  /\b(?:University|College|School|Institute|Inc|Ltd|LLC|GmbH|Corp|Company|Bank|Hospital|Clinic|Church|Team|Group|Services?|Department|Office|Center|Centre|Foundation|Association|Committee|Council|Ministry|Agency|Systems?|Technology|Technologies|Networks?|Communications?|Solutions|Studio|Software|Server|Street|Road|Avenue|Lane|Court|Drive|Co)\b/u;

const HONORIFIC = "(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Fr|Sgt|Officer|Deacon|Pastor)\\.?";
const FIELD_WORDS =
  "names?|customer|client|patient|applicant|student|employee|tenant|landlord|owner|contact|contact person|recipient|payee|beneficiary|account holder|cardholder|card holder|name on card|holder|guardian|parent|mother|father|spouse|next of kin|emergency contact|ship to|bill to|deliver to|attn|attention|passenger|guest|member|claimant|plaintiff|defendant|witness|buyer|seller|sender|signed|signature|printed name|submitted by|prepared by|reported by|author's name|user|receiver";
/** What stands before a name in a field of an English form. */
export const FIELD = new RegExp(
  `(?:^|[\\s"'(|>*#•,;-])(?:(?:full|legal|first|last|given|maiden|customer|patient|student|employee|applicant|contact|your|child's|guest|billing|shipping) )?(?:${FIELD_WORDS})(?: ?\\/ ?[가-힣]{1,4}| ?\\([^()\\n]{1,12}\\))?["']?[ \\t]{0,3}(?:[:=]|\\.{3,})[ \\t"']{0,6}$`,
  "iu",
);
const NEXT_FIELD = /^[ \t]{0,6}\n[ \t]{0,6}(?:[\w ]{0,12}[Pp]hone|[\w ]{0,12}[Aa]ddress|DOB|[\w ]{0,12}[Bb]irth): /u;
const GREETING = new RegExp(`(?:^|\\n)[> \\t]{0,4}(?:Dear|Dearest|Hi|Hello|Hey)(?: ${HONORIFIC})? $`, "u");
const INTRODUCTION =
  /(?:[Mm]y (?:full |legal )?name is|[Mm]y name's|[Nn]ame on the account\? User:|maiden name is|change it to|[Rr]egards from) $/u;
const I_AM = /(?:^|[\s"“])I(?:'m|’m| am) $/u;
const MAIL_HEADER = /(?:^|\n)[> \t]{0,4}(?:From|To|Cc|Bcc|Reply-To|Sender|보낸 ?사람|받는 ?사람|참조)[:：][^\n]{0,200}$/u;
const COMMITTER = /(?:^|\n)commit [0-9a-f]{7,40}\b[\s\S]{0,60}Author: $/u;
const SIGN_OFF =
  /(?:^|\n)[ \t>]{0,4}(?:Sincerely|Sincerely yours|(?:(?:Best|Kind|Warm|Kindest|Warmest) )?[Rr]egards|Best|Best wishes|All the best|Yours (?:truly|sincerely|faithfully)|Thanks|Thanks again|Many thanks|Thank you|Cheers|Respectfully|Respectfully submitted|Love|Cordially|감사합니다\.?)[,.!]?[ \t]{0,3}\n{1,3}[ \t>]{0,4}(?:- ?|— ?)?$/u;
const HONOURED = new RegExp(`(?:^|[\\s("“])${HONORIFIC} $`, "u");
const SPEAKER = /(?:^|\n)\[[^\]\n]{1,14}\] $/u;
export const KIN =
  /\b(?:[Mm]y|[Hh]er|[Hh]is|[Oo]ur|[Tt]he)? ?(?:husband|wife|son|daughter|mother|father|brother|sister|niece|nephew|partner|friend|boss|landlord|landlady|tenant|neighbou?r|owner|supervisor|president|secretary|doctor|dentist|nurse|teacher|called himself|called herself|named|call|contact|ask for|email|invite my mother|family of|prayers|residents?)(?: is)?,? (?:\([^()\n]{1,20}\) )?$/u;
const BYLINE = /(?:Author|Authors|Maintainer|Sponsor|Delegate|Editor|By|by|Written by|저자|글|사진)[: ]{1,3}$/u;
const NUMBER_BEHIND =
  /^(?: ?[,;|/]| -| —|:| at| on|,? tel\.?| \()? ?(?:\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}|\+\d{1,3}[-. ]|\d{3}-\d{2}-\d{4}|[A-Z] ?\d{3}[A-Z] ?\d{4}|[A-Z]{1,2}\d{7,8}|\d{4}-\d{2}-\d{2}\b|born (?:on )?[\d\p{Lu}])/u;
const LETTERHEAD = /^[ \t]*\n[ \t]{0,4}\d{1,5} [\p{Lu}][^\n]{4,60}(?:[,|]|\d)/u;

/** Capitalised words that stand before a name and are no part of it. */
const LEAD_WORDS = new RegExp(
  `^(?:(?:Dear|Dearest|Hi|Hello|Hey|From|To|Cc|Name|Attn|Contact|Call|And|But|With|Meet|Ask|President|Secretary|Chairman|Pastor|Manager|Owner|${HONORIFIC})\\.? )+`,
  "u",
);
const NOTHING = evidence("", 0, false, false);
const GREETED = evidence("person-greeting", 0.8, true, true);
const SIGNED_OFF = evidence("person-signature", 0.85, true, true);
const NAMED = evidence("person-field", 0.9, true, true);
const INTRODUCED = evidence("person-introduced", 0.8, true, true);
const MAIL = evidence("person-mail", 0.85, true, true);
const SPOKE = evidence("person-speaker", 0.8, true, true);
const BESIDE = evidence("person-identifier", 0.8, false, true);
const TITLED = evidence("person-title", 0.7, false, true);
const RELATED = evidence("person-office", 0.7, false, true);

/** Persons with names in Latin letters, found by what stands around the name. */
export function latinPersons(text: string, identifiers: IdentifierPlaces): Candidate[] {
  const found: Candidate[] = [];
  for (const { 0: match, index: at } of matchesIn(text, identifiers.zones, names)) {
    const lead = LEAD_WORDS.exec(match)?.[0].length ?? 0;
    const name = trimmed(match.slice(lead));
    const words = name.split(" ");
    const first = (words[0] as string).replace(/[.'’]+$/, "");
    if (name.length < 2 || NO_NAME.test(first) || ORGANISATION.test(name)) continue;
    const start = at + lead;
    const { rule, score, labelled, spreads } =
      evidenceFor(text, start, start + name.length, words.length, identifiers) ?? NOTHING;
    if (score > 0)
      found.push({
        start,
        end: start + name.length,
        type: "PERSON",
        score,
        rule,
        labelled,
        propagates: words.length > 1 && spreads,
      });
  }
  return found;
}

/** A run of capitalised words without what cannot end a name. */
function trimmed(match: string): string {
  let name = match.replace(/(?: (?:van der|van|von|de|der|den|da|dos|al|el|la|ter))+$/u, "");
  for (let last = name.lastIndexOf(" "); last > 0 && NO_NAME.test(name.slice(last + 1)); last = name.lastIndexOf(" "))
    name = name.slice(0, last);
  return name.replace(/['’-]+$/u, "");
}

function evidenceFor(text: string, at: number, end: number, words: number, identifiers: IdentifierPlaces): Evidence | undefined {
  const lead = text.slice(Math.max(0, at - 64), at);
  const wide = text.slice(Math.max(0, at - 240), at);
  const follows = text.slice(end, end + 64);
  const near = identifiers.near(at);
  const lineEnds = /^[ \t,.]{0,3}(?:\n|$)/.test(follows);
  if (lineEnds && /\n[ \t>—-]{0,6}$/.test(lead.slice(-8)) && SIGN_OFF.test(lead)) return SIGNED_OFF;
  if (/^(?:[,:]|[ \t]*\n|님)/u.test(follows) && GREETING.test(lead)) return GREETED;
  if (/^ ?<[\w.+-]{1,64}@/.test(follows) && words > 1 && (MAIL_HEADER.test(wide) || COMMITTER.test(wide))) return MAIL;
  if (/^(?: <[^>\n]{3,60}>)? (?:wrote|writes|작성) ?:/.test(follows)) return MAIL;
  if (SPEAKER.test(lead) && /^:/.test(follows) && words > 1) return SPOKE;
  if (
    words > 1 &&
    /(?:is|'s|am|I'm|I’m|to|from|:) $/.test(lead.slice(-6)) &&
    (INTRODUCTION.test(lead) || (I_AM.test(lead) && /^[,.!\n]/.test(follows)))
  )
    return INTRODUCED;
  const korean = leadOf(text, at);
  if (korean.label && korean.colon && (near || (words > 1 && identifiers.isNamed(at)))) return NAMED;
  // A form: another field follows on the next line.
  if (words > 1 && identifiers.isNamed(end) && NEXT_FIELD.test(follows) && FIELD.test(lead)) return NAMED;
  if (!near) return undefined;
  if ((words > 1 || lineEnds) && /[:=.][ \t"']{0,6}$/.test(lead.slice(-8)) && FIELD.test(lead)) return NAMED;
  if (korean.label && words > 1) return NAMED;
  if (HONOURED.test(lead) && (words > 1 || !/Rev\.? $/.test(lead))) return TITLED;
  if (words < 2 || BYLINE.test(lead)) return undefined;
  if (NUMBER_BEHIND.test(follows)) return BESIDE;
  if (LETTERHEAD.test(follows) && /(?:^|\n)[ \t]{0,4}$/.test(lead)) return BESIDE;
  if (KIN.test(lead)) return RELATED;
  return undefined;
}
