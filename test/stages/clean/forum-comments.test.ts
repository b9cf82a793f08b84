import { describe, expect, it } from "vitest";
import { forumComments } from "../../../stages/clean/forum-comments.ts";
import { forumLine } from "../../../stages/clean/forum-lines.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const post = "마당에서 키질을 했다.\n바람이 좋아서 쭉정이가 잘 날아갔고 쌀은 한 되가 넘게 남았다. 다음에는 체도 써 보려 한다.";
const marked = `${post}

댓글 3
감자 2024.05.06 12:30
저도 해 봤는데 허리가 아프더군요.
키는 어디서 사셨나요?
답글 신고
고구마 2024.05.06 12:41
시장에서 샀어요.
좋아요 2
방금 전
잘 읽었습니다.`;
const repeated = `글쓴이: 보기 2024-05-06 09:00
${post}
감자 | 3시간 전
저도 해 봤어요.
고구마 | 2시간 전
시장에서 샀어요.
옥수수 | 1시간 전
잘 읽었습니다.`;
const english = `How do you winnow rice when there is no wind at all? I tried it twice and failed.

2 Answers
by carrot on May 6, 2024
Use a fan.
Reply | Share
turnip 3 days ago
Wait for the evening.`;

describeStage(forumComments(), {
  keeps: [
    "",
    post,
    `${post}\n\n댓글\n\n이 글은 댓글이라는 말의 뜻에 관한 것이다. 사람들은 글 아래에 글을 단다.\n그것을 댓글이라 부른다.`,
    "회의록\n09:00 시작한다. 먼저 지난 일을 이야기했다. 다음 일도 이야기했고 모두 동의했다.\n10:30 쉬었다.\n11:00 마쳤다.",
    "일정: 2024.05.06\n장소: 마당",
  ],
  edits: {
    "joined-comments": [
      [marked, `${post}\n\n저도 해 봤는데 허리가 아프더군요.\n키는 어디서 사셨나요?\n\n시장에서 샀어요.\n\n잘 읽었습니다.`],
      [repeated, `글쓴이: 보기 2024-05-06 09:00\n${post}\n\n저도 해 봤어요.\n\n시장에서 샀어요.\n\n잘 읽었습니다.`],
      [
        english,
        "How do you winnow rice when there is no wind at all? I tried it twice and failed.\n\nUse a fan.\n\nWait for the evening.",
      ],
    ],
  },
  unreachable: ["dropped-comments"],
  attributes: [[marked, { "forum-comments": 3 }]],
});

describeStage(forumComments({ comments: "drop" }), {
  keeps: [post],
  edits: {
    "dropped-comments": [
      [marked, post],
      [repeated, `글쓴이: 보기 2024-05-06 09:00\n${post}`],
    ],
  },
  unreachable: ["joined-comments"],
});

describeStage(forumComments({ comments: "keep" }), { keeps: [marked], unreachable: ["joined-comments", "dropped-comments"] });

describe("a line", () => {
  it.each([
    ["댓글 12개", "start"],
    ["Comments (3)", "start"],
    ["답글쓰기 | 신고 | 추천 3", "button"],
    ["Reply Share Report", "button"],
    ["2024년 5월 6일 오후 3:20", "byline"],
    ["carrot, 5 hours ago", "byline"],
    ["어제 3:20에 만났다.", "text"],
    ["추천할 만한 책", "text"],
    ["비율은 3:20", "text"],
  ])("%j is told to be %s", (line, kind) => expect(forumLine(line)).toBe(kind));

  it("that is hostile is told in time", () => {
    for (const piece of ["답글 ", "1 ", "신고|", "2024.", "by "]) expect(forumLine(piece.repeat(200_000))).toBe("text");
    for (const piece of ["답글 ", "1 ", "신고|", "2024.", "by ", "추천 1"]) forumLine(`${piece.repeat(14)}x`);
  });
});
