import { readFileSync } from "node:fs";

// Compiles the tables of Korean names and places out of public lists: `npm run fixtures:gazetteers -- FOLDER`. The folder holds
// legal_dongs.csv (전국 법정동, Ministry of Land, Infrastructure and Transport, open government data), surnames.txt (the surnames of
// Statistics Korea's census) and given_names.csv (frequent given names). The project keeps the two modules this writes, not the lists.

/** The texts of the modules with the tables, by their paths in the project. */
export function compileGazetteers(folder: URL): Readonly<Record<string, string>> {
  const lines = (file: string) =>
    readFileSync(new URL(file, folder), "utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("level1") && line !== "given_name");
  const dongs = lines("legal_dongs.csv").map((line) => line.split(","));
  const provinces = [...new Set(dongs.map(([province]) => province as string))];
  const districts = provinces.map((province) => {
    const names = dongs.filter(([of]) => of === province).map(([, district]) => district as string);
    // A city's own districts are written behind it there: 고양시덕양구.
    return `${province}: ${[...new Set(names.map((name) => name.replace(/^(.+시)(.+구)$/, "$1-$2")))].join(" ")}`;
  });
  const towns = sortedSet(dongs.flatMap(([, , town]) => (town ? [town.replace(/(?<=\D)\d+(?=가$)/, "")] : [])));
  const bySuffix = [..."동읍면가로"].map((suffix) => {
    const named = towns.filter((town) => town.endsWith(suffix)).map((town) => town.slice(0, -1));
    return `${suffix}: ${named.join(" ")}`;
  });
  return {
    "stages/pii/addresses/place-table.ts": module(
      "Places of Korea: 시도, 시군구 and 읍면동 as of August 2025 (전국 법정동, Ministry of Land, Infrastructure and Transport).",
      { DISTRICTS: ["A line a province: its cities, counties and districts, a city's own district behind a hyphen", districts] },
      { TOWNS: ["A line an ending: the towns and neighbourhoods with that ending, without it", bySuffix] },
    ),
    "stages/pii/names/name-table.ts": module(
      "Korean surnames (Statistics Korea, census) and frequent given names.",
      { SURNAMES: ["Surnames of one and two syllables", [sortedSet(lines("surnames.txt")).join(" ")]] },
      { GIVEN_NAMES: ["Frequent given names", [sortedSet(lines("given_names.csv")).join(" ")]] },
    ),
  };
}

const sortedSet = (words: readonly string[]): string[] => [...new Set(words)].sort();

function module(title: string, ...tables: readonly Readonly<Record<string, readonly [string, readonly string[]]>>[]): string {
  const parts = tables.flatMap((table) =>
    Object.entries(table).map(
      ([name, [what, rows]]) =>
        `/** ${what}. */\nexport const ${name} = \`\n${rows.flatMap((row) => folded(row)).join("\n")}\n\`;\n`,
    ),
  );
  return `// ${title}\n// Written by test/helpers/compile-gazetteers.ts.\n\n${parts.join("\n")}`;
}

/** A row on lines of at most 90 characters, those after the first indented. */
function folded(row: string): string[] {
  const out: string[] = [];
  let line = "";
  for (const word of row.split(" ")) {
    if (line.length + word.length > 90) {
      out.push(line);
      line = " ";
    }
    line = line === "" ? word : `${line}${line === " " ? "" : " "}${word}`;
  }
  return [...out, line];
}
