import { lineRepair } from "../../../stages/filter/line-repair.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const TEXT = [
  "마을 도서관은 낡은 창고를 고쳐 작은 전시실을 열었고 관장은 주민들이 찍은 사진을 한 장씩 벽에 걸었다.",
  "봄이 되자 학교 선생님도 학생들을 데리고 와서 옛 시장의 모습을 설명하였으며 찾아오는 사람이 늘어났다.",
  "The old market square was paved again last summer, and the people who live around it walk there every evening.",
].join("\n");
const cut = (line: string): readonly [string, string] => [
  `${TEXT}\n${line}\n${TEXT.length}번째 글자까지 읽었다.`,
  `${TEXT}\n${TEXT.length}번째 글자까지 읽었다.`,
];

describeStage(lineRepair(), {
  keeps: [
    TEXT,
    "",
    "국어 · 영어 · 수학",
    "x > y > z > w",
    "# 로그인",
    "* [the guide](https://example.com/guide).",
    "| 홈 | 메뉴 | 검색 | 목록 |",
    "기자는 오늘 현장에 있었다.",
    "로그인 화면이 열리면 이름을 적는다.",
    "```\nwww.example.com\nwww.example.com\n```",
    "시장을 찾은 시민들이 축제 개막 공연을 지켜보고 있으며 멀리서 온 손님도 적지 않았고 해가 질 때까지 자리를 지켰다 (ⓒ어느신문, 무단 전재-재배포 금지)",
    "---\nnot a key here\n---",
  ],
  drops: { "mostly-litter": ["홈 | 회원가입 | 로그인\n목록\n짧다", "www.example.com"] },
  edits: {
    "lines-removed": [
      cut("홈 | 소개 | 게시판 | 오시는 길"),
      cut("[로그인]"),
      cut("공유하기 · 인쇄 · 스크랩"),
      cut("무단전재 및 재배포 금지"),
      cut("ⓒ 어느신문. All rights reserved."),
      cut("홍길동 기자 = gildong@example.com"),
      cut("입력 2024.03.02 10:20 | 수정 2024.03.02 11:00"),
      cut("이 글은 기계 번역되었습니다."),
      cut("(Translated by Google)"),
      cut("![](https://example.com/a.png)"),
      cut("조회 1,234 댓글 12"),
      cut("3 likes"),
      cut("이 사이트는 쿠키를 사용합니다."),
      cut("We use cookies to make this page better."),
      cut("https://example.com/a/b"),
      cut("[1]: https://example.com/a"),
      cut(TEXT.split("\n")[0] as string),
      [`---\ntitle: 마을\nms.date: 2020\ntags:\n- a\n---\n${TEXT}`, `title: 마을\n${TEXT}`],
      [`${TEXT}\n\nMenu\n\n끝이다.`, `${TEXT}\n\n끝이다.`],
    ],
  },
  attributes: [[`${TEXT}\n더보기\n3 likes\n`, { "repair.call": 1, "repair.counter": 1 }]],
});

describeStage(lineRepair({ off: ["call", "repeated"], maxRemoved: 1 }), {
  keeps: ["로그인", `${TEXT}\n${TEXT}`],
  edits: { "lines-removed": [["www.example.com", ""]] },
  unreachable: ["mostly-litter"],
});
