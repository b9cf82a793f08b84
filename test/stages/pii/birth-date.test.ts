import { describe, expect, it } from "vitest";
import { birthDate } from "../../../stages/pii/birth-date.ts";
import { foundIn } from "../../helpers/found-in.ts";

const births = (text: string) => foundIn(text, birthDate);

describe("dates of birth", () => {
  it.each([
    ["생년월일: 1989년 3월 22일", "1989년 3월 22일"],
    ["생년월일 1994. 7. 9. (만 29세)", "1994. 7. 9."],
    ["생년월일 : 57. 9. 25", "57. 9. 25"],
    ["어머니 생일은 52년 8월 13일이고", "52년 8월 13일"],
    ["Date of Birth: 1995-06-22", "1995-06-22"],
    ["DOB .............. Nov 8, 1994", "Nov 8, 1994"],
    ["가입자 소성선(1963년 4월 11일생)의 전화 010-0000-1234", "1963년 4월 11일"],
    ["Ada Example, born 14 Aug 1961, phone 202-555-0119", "14 Aug 1961"],
    ["옥우주 (1979.04.22) / 010-0000-1234", "1979.04.22"],
    ["이름,생년월일\n서찬서,19930611", "19930611"],
    ["주민등록번호 앞자리는 820605 입니다", "820605"],
  ])("%s", (text, found) => expect(births(text)).toEqual([found]));

  it.each([
    "출시일: 2024년 3월 22일",
    "2021-11-23",
    "세종(1397년 5월 15일 출생)",
    "The physicist was born on 14 March 1979 in Ulm.",
    "생일은 1989년 2월 30일이라는 농담",
    "2000년 1월 1일 출생자부터",
    "접수번호 820605",
  ])("are not seen in: %s", (text) => expect(births(text)).toEqual([]));
});
