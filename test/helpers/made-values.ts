import { GIVEN_NAMES, SURNAMES } from "../../stages/pii/names/name-table.ts";
import type { EntityType } from "../../stages/pii/span.ts";

/** A whole number below a bound, by chance. */
export type Chance = (below: number) => number;

/** How the numbers of a document are made: with valid check digits, with the chance tails of numbers since October 2020, or mistyped. */
export type Making = "valid" | "tail" | "typo";

export const oneOf = <T>(chance: Chance, choices: readonly T[]): T => choices[chance(choices.length)] as T;
const digits = (chance: Chance, count: number): string => Array.from({ length: count }, () => chance(10)).join("");
const two = (number: number): string => String(number).padStart(2, "0");
const dot = (number: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(number[index]), 0);

/** Surnames that may stand before a given name of two syllables without making a word. */
const surnames = SURNAMES.trim()
  .split(/\s+/)
  .filter((name) =>
    "김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹모탁국".includes(
      name,
    ),
  );
const givenNames = GIVEN_NAMES.trim()
  .split(/\s+/)
  .filter((name) => name.length === 2);

const TYPO_AT = 9;
const mistyped = (value: string): string => {
  const at =
    [...value].map((character, index) => (/\d/.test(character) ? index : -1)).filter((index) => index >= 0)[TYPO_AT] ?? 0;
  return value.slice(0, at) + String((Number(value[at]) + 1) % 10) + value.slice(at + 1);
};

function resident(chance: Chance, making: Making, foreigner: boolean): string {
  const recent = making === "tail";
  const year = recent ? 2020 + chance(5) : 1950 + chance(55);
  const birth = `${two(year % 100)}${two(1 + chance(12))}${two(1 + chance(28))}`;
  const kind = (year >= 2000 ? 3 : 1) + (foreigner ? 4 : 0) + chance(2);
  const head = `${birth}${kind}${digits(chance, 5)}`;
  const sum = dot(head, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
  const check = recent ? chance(10) : ((foreigner ? 13 : 11) - sum) % 10;
  const value = `${head.slice(0, 6)}-${head.slice(6)}${check}`;
  return making === "typo" ? mistyped(value) : value;
}

function business(chance: Chance, making: Making): string {
  const head = `${101 + chance(700)}${two(1 + chance(88))}${1 + chance(9)}${digits(chance, 3)}`;
  const sum = dot(head, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + Math.floor((Number(head[8]) * 5) / 10);
  const value = `${head.slice(0, 3)}-${head.slice(3, 5)}-${head.slice(5)}${(10 - (sum % 10)) % 10}`;
  return making === "typo" ? mistyped(value) : value;
}

function card(chance: Chance, making: Making): string {
  const head = `${oneOf(chance, ["4", "5", "9"])}${digits(chance, 14)}`;
  const sum = [...head].reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  const value = `${head}${(10 - (sum % 10)) % 10}`.replace(/(\d{4})(?=\d)/g, "$1-");
  return making === "typo" ? mistyped(value) : value;
}

const STREETS = [
  "매탄로",
  "불광솔길",
  "새말로",
  "느티나무로",
  "달빛길",
  "중앙대로",
  "행복로12번길",
  "첨단과기로",
  "솔바람길",
  "강변로",
];
const PLACES = [
  "서울특별시 마포구",
  "경기도 수원시 영통구",
  "부산광역시 해운대구",
  "전북특별자치도 전주시 완산구",
  "충남 공주시 반포면",
  "제주특별자치도 서귀포시",
  "인천 부평구",
  "강원특별자치도 원주시",
];
const HOUSES = ["", ", 302호", ", 103동 1502호", " 한빛아파트 207동 503호", ", 4층", ", 다온빌 201호"];

/** Makes a value of a type; nobody's, but of the shape that people's have. */
export const MAKERS: Readonly<Partial<Record<EntityType, (chance: Chance, making: Making) => string>>> = {
  RRN: (chance, making) => resident(chance, making, false),
  FRN: (chance, making) => resident(chance, making, true),
  BUSINESS_REG_NO: business,
  CREDIT_CARD: card,
  PHONE: (chance) => {
    const [area, middle] = oneOf(chance, [
      ["010", 4],
      ["010", 4],
      ["02", 3],
      ["031", 3],
      ["070", 4],
    ] as const);
    return [area, `${2 + chance(7)}${digits(chance, middle - 1)}`, digits(chance, 4)].join(oneOf(chance, ["-", "-", "-", "."]));
  },
  EMAIL: (chance) =>
    `${oneOf(chance, ["haneul", "bora.kim", "user_lim", "j.park"])}${chance(1000)}@${oneOf(chance, ["mail", "post", "letter"])}-${oneOf(chance, ["han", "byeol", "san"])}.example`,
  PASSPORT: (chance) => `M${digits(chance, 3)}${oneOf(chance, [..."ABCDEFGH"])}${digits(chance, 4)}`,
  DRIVER_LICENSE: (chance) => `${11 + chance(9)}-${two(chance(25))}-${digits(chance, 6)}-${digits(chance, 2)}`,
  BANK_ACCOUNT: (chance) =>
    oneOf(chance, [
      `110-${digits(chance, 3)}-${digits(chance, 6)}`,
      `352-${digits(chance, 4)}-${digits(chance, 4)}-${digits(chance, 2)}`,
      `3333-${digits(chance, 2)}-${digits(chance, 7)}`,
    ]),
  VEHICLE_PLATE: (chance) =>
    `${oneOf(chance, ["12", "38", "123", "345"])}${oneOf(chance, [..."가나다마거너더러"])} ${1000 + chance(8999)}`,
  PERSON: (chance) => `${oneOf(chance, surnames)}${oneOf(chance, givenNames)}`,
  DATE_OF_BIRTH: (chance) => {
    const [year, month, day] = [1950 + chance(60), 1 + chance(12), 1 + chance(28)];
    return oneOf(chance, [
      `${year}-${two(month)}-${two(day)}`,
      `${year}년 ${month}월 ${day}일`,
      `${year}.${two(month)}.${two(day)}`,
    ]);
  },
  ADDRESS: (chance) => `${oneOf(chance, PLACES)} ${oneOf(chance, STREETS)} ${1 + chance(300)}${oneOf(chance, HOUSES)}`,
};
