import { describe, expect, it } from "vitest";
import { personalData } from "../../../stages/pii/personal-data.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const PAD = "이 글은 마을 도서관의 한 해를 적은 것으로, 누구나 읽을 수 있다. ".repeat(12);
const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join("\n");

describeStage(personalData(), {
  keeps: [
    "",
    PAD,
    "대표번호 1588-0000, 버전 1.2.3.4, 2024-03-05",
    "mail user@example.com from 192.168.0.1",
    "상호 두레상사 | 사업자등록번호 104-86-56659 | 통신판매업 신고 | ⓒ 두레상사",
  ],
  edits: {
    "personal-data-replaced": [
      ["연락처는 010-2345-6781입니다.", "연락처는 [전화번호]입니다."],
      ["연락처 010-2345-6781, 010-9876-5432, 010 2345 6781", "연락처 [전화번호], [전화번호_2], [전화번호]"],
      [`${PAD}주민등록번호 960121-1021413 (본인)`, `${PAD}주민등록번호 [주민등록번호] (본인)`],
      ["Call me on (415) 555-0132 after six, please do.", "Call me on [PHONE] after six, please do."],
    ],
  },
  drops: {
    "resident-numbers": [`${PAD}960121-1021413 그리고 050912-2000019`],
    "identifier-list": ["주민등록번호 900101-1234567 여권번호 M12345678 운전면허 11-22-333333-44"],
    "contact-list": [PAD + many(10, (index) => `010-2345-67${10 + index}`)],
    "dense-personal-data": [many(6, (index) => `010-2345-67${10 + index}`)],
  },
  attributes: [
    ["010-2345-6781, kim@mail.test", { "pii.spans": 2, "pii.types": "EMAIL:1 PHONE:1", "pii.rules": "email:1 phone-mobile:1" }],
  ],
});

describe("personal-data options", () => {
  it("refuses a type under two policies", () => {
    expect(personalData({ mask: ["PHONE"], keep: ["PHONE"] }).problems[0]?.message).toContain(
      "PHONE must be in one of surrogate, mask, hash and keep",
    );
  });
});

describeStage(
  personalData({ mask: ["PHONE", "RRN"], hash: ["BANK_ACCOUNT"], keep: ["EMAIL"], surrogate: ["CREDIT_CARD"], dropLists: false }),
  {
    keeps: ["kim@mail.test"],
    edits: {
      "personal-data-replaced": [
        ["전화 010-2345-6781", "전화 010-****-6781"],
        ["주민번호 960121-1021413", "주민번호 960121-1******"],
      ],
    },
    unreachable: ["resident-numbers", "identifier-list", "contact-list", "dense-personal-data"],
  },
);
