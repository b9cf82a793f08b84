/** A licence by words of its customary notice. */
interface Notice {
  readonly words: RegExp;
  /** SPDX identifier, or how to make it of the notice. */
  readonly name: string | ((notice: string) => string);
}

const versioned =
  (family: string) =>
  (notice: string): string => {
    const version = /version (\d(?:\.\d)?)/i.exec(notice)?.[1];
    if (version === undefined) return family;
    const full = version.includes(".") ? version : `${version}.0`;
    return `${family}-${full}-${/any later version/i.test(notice) ? "or-later" : "only"}`;
  };

// The first that fits counts, so the special ones come before those whose words they contain (texts at spdx.org/licenses).
const NOTICES: readonly Notice[] = [
  { words: /apache license,? (?:version 2|2\.0)/i, name: "Apache-2.0" },
  { words: /mozilla public license/i, name: (notice) => (/\b(?:version|v\.) ?1\.1/i.test(notice) ? "MPL-1.1" : "MPL-2.0") },
  { words: /gnu affero general public license/i, name: versioned("AGPL") },
  { words: /gnu (?:lesser|library) general public license/i, name: versioned("LGPL") },
  { words: /gnu general public license/i, name: versioned("GPL") },
  { words: /eclipse public license/i, name: (notice) => (/(?:version|v) ?1\.0/i.test(notice) ? "EPL-1.0" : "EPL-2.0") },
  { words: /boost software license/i, name: "BSL-1.0" },
  { words: /this is free and unencumbered software/i, name: "Unlicense" },
  { words: /permission to use, copy, modify,? and(?:\/or)? distribute/i, name: "ISC" },
  { words: /permission is hereby granted, free of charge|\bmit license/i, name: "MIT" },
  { words: /neither the names? of/i, name: "BSD-3-Clause" },
  { words: /redistribution and use in source and binary forms/i, name: "BSD-2-Clause" },
  { words: /\b(?:new|modified|revised|3[ -]clause|three[ -]clause)[ -]bsd\b|\bbsd[ -]3[ -]clause/i, name: "BSD-3-Clause" },
  { words: /\b(?:simplified|2[ -]clause|two[ -]clause)[ -]bsd\b|\bbsd[ -]2[ -]clause/i, name: "BSD-2-Clause" },
  { words: /\bcc0\b|creativecommons\.org\/publicdomain\/zero/i, name: "CC0-1.0" },
];

const SPDX = /SPDX-License-Identifier:\s*([A-Za-z0-9.+-]+(?:\s+(?:OR|AND|WITH)\s+[A-Za-z0-9.+-]+){0,4})/;
const COPYRIGHT = /\bcopyright\b|\(c\)\s*(?:19|20)\d\d|©|저작권/i;
const LICENCE = /\blicen[sc]ed?\b|\ball rights reserved\b|라이[선센]스/i;

/**
 * The licence that a comment states: its SPDX identifier, `unknown` for a notice of copyright or a licence that has no known words,
 * undefined for a comment that is neither.
 */
export function licenceOf(comment: string): string | undefined {
  const notice = comment.replace(/[\s*#/;%-]+/g, " ");
  const tagged = SPDX.exec(comment)?.[1];
  if (tagged) return tagged.replace(/\s+/g, " ");
  const known = NOTICES.find(({ words }) => words.test(notice));
  if (known && (COPYRIGHT.test(notice) || LICENCE.test(notice) || notice.length > 200))
    return typeof known.name === "string" ? known.name : known.name(notice);
  return COPYRIGHT.test(notice) && (LICENCE.test(notice) || /\b(?:19|20)\d\d\b/.test(notice)) ? "unknown" : undefined;
}
