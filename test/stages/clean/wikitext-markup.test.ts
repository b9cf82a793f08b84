import { describe, expect, it } from "vitest";
import { stripWikitext } from "../../../stages/clean/wikitext.ts";
import { wikitextMarkup } from "../../../stages/clean/wikitext-markup.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const article = `{{다른 뜻|키질 (노래)}}
{{농기구 정보
| 이름 = 키
| 그림 = [[파일:키.jpg|섬네일|{{작게|마당}}의 키]]
}}
[[파일:바람.jpg|섬네일|오른쪽|[[바람]]에 날리는 쭉정이]]
'''키질'''({{llang|en|winnowing}})은 [[곡식]]을 까불러 [[쭉정이|껍질]]을 날리는 일이다.<ref name="a">책, 3쪽</ref> [[바람]]이 있어야 한다.<ref name="a" />

== 도구 ==
* [[키]]
** 작은 키
# ''체''

=== 크기 ===
{| class="wikitable"
! 이름 !! 너비
|-
| style="width:3em" | 큰 키 || 60
|}
<!-- 여기는
숨은 글 -->
[https://example.com/winnow 바깥 고리]도 본다.

== 같이 보기 ==
{{각주}}
[[분류:농기구]]
[[en:Winnowing]]
__목차없음__`;
const plain = `키질(winnowing)은 곡식을 까불러 껍질을 날리는 일이다. 바람이 있어야 한다.

도구

- 키
  - 작은 키
- 체

크기

바깥 고리도 본다.`;

describeStage(wikitextMarkup(), {
  keeps: [
    "",
    "그냥 글. [[대괄호]]도 {{중괄호}}도 있다.",
    "템플릿 {{ user.name }} 과 {{ site.title }}",
    "a[[1]] == b[[2]]",
    "제목\n====\n\n글 '작은따옴표' 와 ''빈 것''",
    plain,
  ],
  drops: { "wiki-redirect": ["#REDIRECT [[키]]", "#넘겨주기 [[키질]]\n[[분류:넘겨주기]]"] },
  edits: {
    "removed-wikitext": [
      [article, plain],
      ["'''키'''는 [[:분류:농기구]]에 든다. {{lang|en|winnow}} {{색|red|붉다}}", "키는 분류:농기구에 든다. winnow 붉다"],
      ["'''열린''' [[고리 와 {{틀\n닫힘 없음 [[곡식]]", "열린 [[고리 와 {{틀\n닫힘 없음 곡식"],
      ["'''겹침''' {{가|{{나|{{다}}}}|[[라]]}}끝 [[마|[[바]]]]", "겹침 끝 바"],
      ["'''줄'''<br />[[둘]]<br>셋 <small>작게</small> <ref>끝 없는 주석", "줄\n둘\n셋 작게 <ref>끝 없는 주석"],
    ],
  },
});

describeStage(wikitextMarkup({ sources: ["test"], tables: "keep" }), {
  keeps: ["그냥 글."],
  drops: { "wiki-redirect": ["#redirect: [[키]]"] },
  edits: {
    "removed-wikitext": [
      ["[[곡식|쌀]] 한 되", "쌀 한 되"],
      [
        "'''표''' [[키]]\n{| class=\"wikitable\"\n|+ 키의 크기\n! 이름 !! 너비\n|-\n| style=\"width:3em\" | 큰 키 || 60\n|-\n| [[작은 키]]\n| 30\n이어진 줄\n|}\n끝",
        "표 키\n\n키의 크기\n이름 | 너비\n큰 키 | 60\n작은 키 | 30 이어진 줄\n\n끝",
      ],
    ],
  },
});

describe("wikitext that is hostile", () => {
  it.each([
    ["openings", "{{".repeat(200_000)],
    ["links in links", "[[a|".repeat(200_000)],
    ["templates in templates", `${"{{a|".repeat(100_000)}${"}}".repeat(100_000)}`],
    ["notes without an end", "<ref>".repeat(100_000)],
    ["comments without an end", `--> ${"<!--".repeat(100_000)}`],
    ["tables", "{|\n".repeat(100_000)],
    ["quotes", "'".repeat(1_000_000)],
    ["brackets", "[http://a ".repeat(100_000)],
    ["equals signs", `${"=".repeat(500_000)}\n`],
    ["blanks", `${" ".repeat(1_000_000)}x`],
  ])("in %s is read in time", (_, text) => {
    expect(stripWikitext(text, { tables: "keep" }).length).toBeLessThanOrEqual(text.length * 2);
  });
});
