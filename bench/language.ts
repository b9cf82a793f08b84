import { language } from "../stages/filter/language.ts";
import { otherLanguages } from "../test/fixtures/other-languages.ts";
import { corpora } from "../test/helpers/corpora.ts";
import { openStage } from "../test/helpers/judge-records.ts";

const judge = await openStage(language());
console.log("source".padEnd(44), "documents    ko    en other  mixed>=0.2");
for (const { name, documents } of corpora(process.argv[2])) {
  const found = { ko: 0, en: 0, other: 0 };
  let mixed = 0;
  const wrong: string[] = [];
  for (let from = 0; from < documents.length; from += 500) {
    const some = documents.slice(from, from + 500);
    judge(some.map(({ text }) => text)).forEach(({ set }, row) => {
      const lang = set["lang"] as keyof typeof found;
      found[lang]++;
      if ((set["lang.mixed"] as number) >= 0.2) mixed++;
      if (lang !== name.slice(0, 2)) wrong.push(`${lang} ${(set["lang.confidence"] as number).toFixed(2)} ${some[row]?.id}`);
    });
  }
  console.log(
    name.padEnd(44),
    String(documents.length).padStart(9),
    ...Object.values(found).map((count) => String(count).padStart(5)),
    String(mixed).padStart(6),
  );
  if (process.argv.includes("--wrong")) for (const line of wrong.slice(0, 40)) console.log("   ", line);
}

const wrong: string[] = [];
for (const [code, sentences] of Object.entries(otherLanguages)) {
  judge(sentences).forEach(({ set }, index) => {
    if (set["lang"] !== "other") wrong.push(`${code} ${index === 0 ? "short" : "long"} → ${set["lang"]}`);
  });
}
const languages = Object.keys(otherLanguages).length;
console.log(
  `${languages} other languages, a short and a long sentence each: ${2 * languages - wrong.length} of ${2 * languages} found`,
  wrong.join(", "),
);
