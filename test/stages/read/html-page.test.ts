import { describe, expect, it } from "vitest";
import { pageOf } from "../../../stages/read/html-page.ts";

const kept = (html: string) => pageOf(html, { boilerplate: "keep" }).text;
const sentence = "키질은 곡식을 까불러 쭉정이와 티끌을 날려 보내는 일이다. 바람이 좋은 날 마당에서 했다. ";
const paragraph = sentence.repeat(3).trim();

describe("structure", () => {
  it("sets paragraphs and headings apart and folds white space", () => {
    expect(kept("<h1>Title</h1><p>One\n  two&nbsp;<b>three</b>.</p><p>Four<br>five</p>")).toBe(
      "Title\n\nOne two three.\n\nFour\nfive",
    );
  });

  it("ends paragraphs, items, rows and cells whose end tags were left out", () => {
    expect(kept("<p>a<p>b<ul><li>c<li>d</ul><table><tr><td>e<td>f<tr><td>g<td>h</table>")).toBe(
      "a\n\nb\n\n- c\n- d\n\ne | f\ng | h",
    );
  });

  it("numbers ordered lists and indents lists in lists", () => {
    expect(kept("<ol><li>a<li>b<ul><li>c</li></ul><li>d</ol>")).toBe("1. a\n2. b\n  - c\n3. d");
  });

  it("keeps code as it is, in a fence longer than any in it, and other preformatted text without one", () => {
    expect(kept("<p>x</p><pre><code>if (a &lt; b) {\n    c();\n}\n</code></pre>")).toBe(
      "x\n\n```\nif (a < b) {\n    c();\n}\n```",
    );
    expect(kept('<pre class="highlight">```\na</pre>')).toBe("````\n```\na\n````");
    expect(kept("<pre>\n  a\n    b</pre>")).toBe("  a\n    b");
  });

  it("reads a layout of tables as blocks", () => {
    const text = kept(`<table><tr><td>menu</td><td><p>${paragraph}</p><p>second</p></td></tr></table>`);
    expect(text).toBe(`menu\n${paragraph}\nsecond`);
  });

  it("leaves out what is no text", () => {
    const html =
      "<head><title>t</title><style>p{}</style></head><body><script>var a='<p>b</p>'</script><noscript>c</noscript><p>d</p><!-- e --><svg><text>f</text></svg><select><option>g</select><textarea>h</textarea><template>i</template></body>";
    expect(kept(html)).toBe("d");
  });

  it("does not let an end tag in a cell close what is around the table", () => {
    expect(kept("<div><table><tr><td>a</div>b</td></tr></table>c</div>")).toBe("a\nb\n\nc");
  });
});

describe("what a page says about itself", () => {
  it("is found in its head and its links", () => {
    const html = `<!doctype html><html lang="ko"><head><title> 키질
      하기 &amp; 까부르기</title><link rel="canonical" href="https://example.com/winnow">
      <meta property="article:published_time" content="2024-05-06T07:08:09+09:00"></head>
      <body><p>${paragraph}</p><footer><a rel="license" href="//creativecommons.org/licenses/by/4.0/">CC</a>
      <a href="https://creativecommons.org/about/">about</a></footer></body></html>`;
    expect(pageOf(html)).toEqual({
      text: paragraph,
      title: "키질 하기 & 까부르기",
      url: "https://example.com/winnow",
      date: "2024-05-06T07:08:09+09:00",
      license: "https://creativecommons.org/licenses/by/4.0/",
      licenses: ["https://creativecommons.org/licenses/by/4.0/"],
      language: "ko",
    });
  });

  it("is left out where there is none or it is not what it should be", () => {
    const html = '<link rel="canonical" href="/relative"><meta name="date" content="yesterday"><p>a</p>';
    expect(Object.keys(pageOf(html))).toEqual(["text"]);
  });
});

describe("boilerplate", () => {
  const page = `<html><body>
    <div class="gnb"><ul><li><a href="/a">뉴스</a><li><a href="/b">연예</a><li><a href="/c">스포츠</a></ul></div>
    <div id="wrap"><div class="view_con">
      <h1>마당의 키질</h1><span class="date">2024.05.06</span>
      <p>${paragraph}</p><h2>작은 제목</h2><p>${paragraph}</p><p>짧은 한 줄.</p>
      <ul><li>쌀 <a href="/r">한 되</a> 값은 얼마인가</li><li>콩 두 되</li></ul>
      <h3>함께 볼 만한 글</h3><ul><li><a href="/1">첫 번째 다른 글의 제목</a></li><li><a href="/2">두 번째 다른 글의 제목</a></li></ul>
    </div>
    <div class="relation_news"><strong>관련기사</strong><p>다른 기사의 첫머리가 여기에 조금 길게 나온다.</p></div>
    <div class="comment_area"><p>잘 읽었습니다. 다음 글도 기다리겠습니다.</p><span>감자</span></div></div>
    <p>저작권자 ⓒ 보기신문, 무단 전재 및 재배포 금지</p>
    <p hidden>${paragraph}</p><div style="display: none"><p>${paragraph}</p></div><footer>보기신문 | 서울 | 02-0000-0000</footer></body></html>`;
  const body = `마당의 키질\n\n2024.05.06\n\n${paragraph}\n\n작은 제목\n\n${paragraph}\n\n짧은 한 줄.\n\n- 쌀 한 되 값은 얼마인가\n- 콩 두 되`;

  it("is left out: menus, link lists and their headings, related articles, comments, notices", () => {
    expect(pageOf(page).text).toBe(body);
  });

  it("stays when asked", () => {
    const text = pageOf(page, { boilerplate: "keep" }).text;
    for (const each of ["뉴스", "함께 볼 만한 글", "관련기사", "잘 읽었습니다", "무단 전재", "02-0000-0000"])
      expect(text).toContain(each);
  });

  it("has comments apart: kept where they stand, or joined behind the text without names", () => {
    expect(pageOf(page, { comments: "keep" }).text).toContain("감자");
    expect(pageOf(page, { comments: "join" }).text).toBe(`${body}\n\n잘 읽었습니다. 다음 글도 기다리겠습니다.`);
  });

  it("is not what holds most of a page, whatever it is called", () => {
    expect(pageOf(`<form class="sidebar"><p>${paragraph}</p></form>`).text).toBe(paragraph);
    expect(pageOf(`<body class="has-sidebar"><p>${paragraph}</p></body>`).text).toBe(paragraph);
  });
});

describe("hostile pages", () => {
  it.each([
    ["nested blocks", "<div>".repeat(100_000) + paragraph],
    ["nested lists", "<ul><li>".repeat(50_000) + paragraph],
    ["unclosed tags", "<p><a href=x><b><table><td>".repeat(50_000) + paragraph],
    ["end tags without elements", `${"</div></p></td>".repeat(100_000)}${paragraph}`],
    ["a giant attribute", `<div class="${"sidebar-".repeat(500_000)}">${paragraph}</div>`],
    ["a million attributes", `<div ${"class=a ".repeat(500_000)}>${paragraph}</div>`],
    ["angle brackets only", "<".repeat(10_000_000)],
    ["ampersands only", "&".repeat(2_000_000)],
    ["white space only", `<p>${" \n".repeat(2_000_000)}`],
    ["blanks before line ends", `<p>${`a${" ".repeat(1000)}<br>`.repeat(2000)}`],
    ["an unclosed comment", `${paragraph}<!--${"-".repeat(5_000_000)}`],
    ["an unclosed script", `${paragraph}<script>${"</scrip".repeat(500_000)}`],
    ["backticks", `<pre class=code>${"`".repeat(2_000_000)}`],
  ])(
    "with %s are read in one pass",
    (_, html) => {
      const { text } = pageOf(html);
      expect(text.length).toBeLessThanOrEqual(html.length * 3 + 16);
      expect(pageOf(html).text).toBe(text);
    },
    20_000,
  );

  it("lose no text when there are more blocks than are told apart", () => {
    const count = 250_000;
    const text = kept("<p>a b</p>".repeat(count));
    expect(text.match(/a b/g)?.length).toBe(count);
  });
});
