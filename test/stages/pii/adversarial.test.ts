import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../engine/kernels/kernels.ts";
import { DETECTORS } from "../../../stages/pii/detectors.ts";
import { findInText } from "../../../stages/pii/find-in-text.ts";
import { policiesOf, Redactor } from "../../../stages/pii/redactor.ts";
import { PROFILES } from "../../../stages/pii/score.ts";
import type { EntityType } from "../../../stages/pii/span.ts";

const redactor = new Redactor(loadKernels(), { profile: "balanced", policies: policiesOf(), key: "key" });
const spansOf = (text: string) => findInText(text, DETECTORS, PROFILES.balanced);
const found = (text: string) => spansOf(text).map(({ start, end, type }) => [type, text.slice(start, end)] as const);
/** What the neighbourhoods of the stage show, which has to be the same. */
const foundByStage = (text: string) =>
  (redactor.findInText(text)?.spans ?? []).map(({ start, end, type }) => [type, text.slice(start, end)] as const);

const MUST: readonly (readonly [text: string, type: EntityType, value: string])[] = [
  ["주민번호 ９６０１２１－１０２１４１３", "RRN", "９６０１２１－１０２１４１３"],
  ["주민번호 960121 – 1021413", "RRN", "960121 – 1021413"],
  ["주민번호 9 6 0 1 2 1 - 1 0 2 1 4 1 3", "RRN", "9 6 0 1 2 1 - 1 0 2 1 4 1 3"],
  ["번호 960121\u200b-1021413 확인", "RRN", "960121\u200b-1021413"],
  ["주민번호 960121-1******", "RRN", "960121-1******"],
  ["960121-1021413", "RRN", "960121-1021413"],
  ["960121-1021413입니다", "RRN", "960121-1021413"],
  ["|960121-1021413|", "RRN", "960121-1021413"],
  ["| 960121 | 1021413 |", "RRN", "960121 | 1021413"],
  ["주민번호 960121-\n1021413", "RRN", "960121-\n1021413"],
  ["1. 960121-1021413", "RRN", "960121-1021413"],
  ["연락은 공일공-일이삼사-오육칠팔 로", "PHONE", "공일공-일이삼사-오육칠팔"],
  ["연락은 공1공 12삼4 5육78 로", "PHONE", "공1공 12삼4 5육78"],
  ["연락은 영일영 1234 5678 로", "PHONE", "영일영 1234 5678"],
  ["문의 010·1234·5678", "PHONE", "010·1234·5678"],
  ["문의 O1O-1234-5678", "PHONE", "O1O-1234-5678"],
  ["문의 ⓞ①⓪-①②③④-⑤⑥⑦⑧", "PHONE", "ⓞ①⓪-①②③④-⑤⑥⑦⑧"],
  ["문의 +82-(0)10-1234-5678", "PHONE", "+82-(0)10-1234-5678"],
  ["문의 (02)123-4567", "PHONE", "(02)123-4567"],
  ["담당(042-611-2783)", "PHONE", "042-611-2783"],
  ["메일은 hong 골뱅이 naver 쩜 com", "EMAIL", "hong 골뱅이 naver 쩜 com"],
  ["메일은 hong[at]gmail[dot]com", "EMAIL", "hong[at]gmail[dot]com"],
  ["메일은 hong＠naver．com", "EMAIL", "hong＠naver．com"],
  ["카톡 abc_1234", "HANDLE", "abc_1234"],
  ["인스타: @a.b_c", "HANDLE", "@a.b_c"],
  ["면허 서울 11-998877-21", "DRIVER_LICENSE", "서울 11-998877-21"],
  ["여권 M123A4567", "PASSPORT", "M123A4567"],
  ["통관번호는 P140012345678", "CUSTOMS_CODE", "P140012345678"],
  ["국민 123456-04-123456 입금", "BANK_ACCOUNT", "123456-04-123456"],
  ["농협 352-1182-4471-23", "BANK_ACCOUNT", "352-1182-4471-23"],
  ["수원시 영통구 매탄로 88, 201호", "ADDRESS", "수원시 영통구 매탄로 88, 201호"],
];

describe("must be found", () => {
  it.each(MUST)("%j", (text, type, value) => {
    expect(found(text)).toContainEqual([type, value]);
  });

  it.each(MUST.filter(([, type]) => type !== "ADDRESS"))("%j by the stage too", (text, type, value) => {
    expect(foundByStage(text)).toContainEqual([type, value]);
  });

  it("two numbers apart from each other", () => {
    expect(found("960121-1021413/050912-2000019").map(([type]) => type)).toEqual(["RRN", "RRN"]);
  });

  it("with conjoining letters, line ends of other systems, lone surrogates and marks of direction around", () => {
    for (const text of [
      "전화 010-2345-6781".normalize("NFD"),
      "가\r\n010-2345-6781\r\n나",
      "\ud800010-2345-6781\udc00",
      "\u202e010-2345-6781\u202c",
      "👩‍👩‍👧010-2345-6781",
    ])
      expect(
        foundByStage(text)
          .filter(([type]) => type === "PHONE")
          .map(([, value]) => value),
      ).toEqual(["010-2345-6781"]);
  });
});

describe("must stay", () => {
  it.each([
    "바코드 8801234567893",
    "ts=1732160000000",
    "ISBN 978-89-6626-095-9",
    "doi:10.1016/j.cell.2020.01.001",
    "버전 1.2.3.4",
    "010 0110 1001",
    "2021-11-23",
    "2021-11-23 ~ 2022-12-31",
    "제2020-123456호",
    "제2020-123456-7890호",
    "삼일운동 이후 사일구 오일팔",
    "일이삼사오육칠팔구십 노래를 부르자",
    "원주율 삼점일사일오구이육오",
    "291조 9000억",
    "김부장이 협조했다",
    "정보주체의 권리",
    "@Override public void run()",
    "npm i react@18.2.0",
    "sha 3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
    "550e8400-e29b-41d4-a716-446655440000",
    "255.255.255.0",
    "192.168.0.1",
    "write to user@example.com or admin@example.org",
    "이순신 장군은 명량에서 이겼다.",
    "고객센터 1588-1234",
    "₩1,234,567,890 E=mc2 3.14159265358979",
    "icon@2x.png",
    "git@github.com:user/repo.git",
    "대법원 1997.4.11. 선고 96도2753 판결",
    "4242 4242 4242 4242 succeeds",
    "postgres://user:password@localhost:5432/db",
    'api_key = os.environ["API_KEY"]',
  ])("%j", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("a corporate number is no foreigner's", () => {
    expect(found("법인등록번호 110111-7382014")).toEqual([["CORP_REG_NO", "110111-7382014"]]);
  });
});
