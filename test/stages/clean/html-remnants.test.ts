import fc from "fast-check";
import { expect, it } from "vitest";
import { htmlRemnants } from "../../../stages/clean/html-remnants.ts";
import { openStage } from "../../helpers/judge-records.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

describeStage(htmlRemnants(), {
  keeps: [
    "",
    "a < b & c > d",
    "Vec<T>, HashMap<String, i32>, Option<u8>, List<object> and fn f<S>(s: S)",
    "#include <map>",
    "cp <file> <code>",
    "<Intro>\n\n소개\n\n</Intro>",
    "see <https://example.com/a?b=1&c=2> or <someone@example.com>",
    "if x <a and y> b",
    "인라인 `<b>코드</b> &amp;` 와 ``<i>`</i>``",
    "```html\n<div>코드 &lt;</div>\n```",
    "~~~\n<p>열린 울타리",
    "앞 문단\n\n    <b>들여 쓴 코드</b>\n    &amp;\n\n뒤",
    'HTML의 &lt;div class="a"&gt; 요소와 &lt;/p&gt;, &lt;!-- 주석',
    "AT&T, R&D; &nosuchentity;",
    "<!-- not closed",
  ],
  edits: {
    "removed-html": [
      ["<p>첫 문단</p><p>둘째 문단</p>", "첫 문단\n\n둘째 문단"],
      ["한 줄<br>두 줄<br/>세 줄<BR />네 줄", "한 줄\n두 줄\n세 줄\n네 줄"],
      ["위<br><br>아래", "위\n\n아래"],
      ["<ul><li>하나</li><li>둘</li></ul>끝", "하나\n둘\n\n끝"],
      ["<b>굵은</b> 글과 <a href=\"https://example.com\" title='x'>고리</a>", "굵은 글과 고리"],
      ["<table><tr><td>가</td><td>나</td></tr><tr><td>다</td><td>라</td></tr></table>", "가 나\n다 라"],
      ["| 칸<br>안 | <b>둘</b> |\n| --- | --- |", "| 칸 안 | 둘 |\n| --- | --- |"],
      ["앞<!-- 주석\n<b>여러 줄</b> -->뒤", "앞뒤"],
      ["글<script type=\"text/javascript\">if (a < b) alert('<b>');</script><style>p { color: red }</style> 끝", "글 끝"],
      ["<!DOCTYPE html>\n<html>\n    <body>\n\n    <div>본문</div>\n    </body>\n</html>", "\n\n    \n\n    본문\n    \n"],
      ["AT&amp;T &lt; 3 &copy; &#44032;&#xB098; &quot;말&quot;", 'AT&T < 3 © 가나 "말"'],
      ["두 번 &amp;amp; 벗기기&amp;nbsp;끝", "두 번 & 벗기기\u00a0끝"],
      ["`<b>` 는 <b>굵게</b>", "`<b>` 는 굵게"],
      ["한<wbr>글 <img src=a.png alt=그림> <input disabled>", "한글  "],
      ["태그 <<b>b>겹침</b>", "태그 <b>겹침"],
      ["<code>-Dpath=&lt;some_path&gt;</code> 와 Vec&lt;T&gt;", "-Dpath=<some_path> 와 Vec<T>"],
      ["&lt;p&gt; 요소의 &amp; 기호", "&lt;p&gt; 요소의 & 기호"],
    ],
  },
});

const piece = fc.constantFrom(
  "<",
  ">",
  "<b>",
  "</b>",
  "<p>",
  "<br>",
  "&lt;",
  "&gt;",
  "&amp;",
  "amp;",
  "&#96;",
  "`",
  "```\n",
  "<!--",
  "-->",
  "\n\n",
  "    ",
  "가",
  "b",
  "<script>",
  "</script>",
  "|",
  "<td>",
  "- ",
);

it("leaves nothing to remove", async () => {
  const judge = await openStage(htmlRemnants());
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const [first] = judge([pieces.join("")]);
      expect(judge([first?.text ?? ""])[0]?.action).toBe("keep");
    }),
    { numRuns: 3000 },
  );
});

it.each(["<!--", "<script>", "<a ", "<a href='", "&lt;", "`", "<b", "</b ", "```\n"])(
  "takes a long run of %s without trouble",
  async (hostile) => {
    const judge = await openStage(htmlRemnants());
    expect(judge([`${hostile.repeat(20_000)}<br>`])).toHaveLength(1);
  },
);
