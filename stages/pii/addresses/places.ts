import { DISTRICTS, TOWNS } from "./place-table.ts";

/** Rows of a table of `place-table.ts`: the word before the colon and the words behind it; lines that begin with a blank go on. */
function rows(table: string): [string, string[]][] {
  const joined = table.trim().replaceAll("\n ", " ");
  return joined.split("\n").map((row) => {
    const colon = row.indexOf(":");
    return [
      row.slice(0, colon),
      row
        .slice(colon + 1)
        .trim()
        .split(" "),
    ];
  });
}

/** Short forms of the provinces, as people write them, to the form of the table. */
export const PROVINCES: Readonly<Record<string, string>> = {
  서울: "서울특별시",
  부산: "부산광역시",
  대구: "대구광역시",
  인천: "인천광역시",
  광주: "광주광역시",
  대전: "대전광역시",
  울산: "울산광역시",
  세종: "세종특별자치시",
  경기: "경기도",
  강원: "강원특별자치도",
  충북: "충청북도",
  충청북: "충청북도",
  충남: "충청남도",
  충청남: "충청남도",
  전북: "전북특별자치도",
  전라북: "전북특별자치도",
  전남: "전라남도",
  전라남: "전라남도",
  경북: "경상북도",
  경상북: "경상북도",
  경남: "경상남도",
  경상남: "경상남도",
  제주: "제주특별자치도",
};

const districts = new Map(
  rows(DISTRICTS).map(([province, names]) => [province, new Set(names.flatMap((name) => name.split("-")))]),
);

/** Every city, county and district of Korea, whatever its province. */
export const districtNames: ReadonlySet<string> = new Set([...districts.values()].flatMap((names) => [...names]));

/** Every town and neighbourhood of the table: 역삼동, 외동읍, 종로. */
export const townNames: ReadonlySet<string> = new Set(
  rows(TOWNS).flatMap(([ending, names]) => names.map((name) => `${name}${ending}`)),
);

/** Whether a city, county or district lies in a province; the province in its short form without 도, 시 and the like, or empty for any. */
export function isDistrict(name: string, province: string): boolean {
  if (province === "") return districtNames.has(name);
  return districts.get(PROVINCES[province] ?? "")?.has(name) ?? false;
}
