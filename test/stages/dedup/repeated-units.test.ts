import { repeatedUnits } from "../../../stages/dedup/repeated-units.ts";
import { describeBarrier } from "../../helpers/barrier-contract.ts";

const page = (id: string, text: string, source = "web") => ({ id, text, source });
const COOKIES = "이 누리집은 쿠키를 씁니다. 계속 쓰시면 동의하신 것으로 봅니다.";
const NOTICE = "All texts of this page may be copied and passed on as you like.";

describeBarrier(repeatedUnits({ fewestCharacters: 10 }), {
  documents: [
    page("a", `처음 오는 글입니다. 반갑습니다.\n\n${COOKIES}\n\n끝에 오는 글입니다. 안녕히 가세요.`),
    page("b", `${COOKIES}\n\n다른 쪽의 글은 이렇게 시작합니다.\n`),
    page("c", `다른 쪽의 글도 있습니다, 길게.\n\n${COOKIES.replaceAll(" ", "  ")}\n${NOTICE}`),
    page("d", `${NOTICE}\n\nThe middle of it.\n\n\n${NOTICE.toUpperCase()}\n\nThe end of it.`),
    page("e", ` ${COOKIES}\n\n${NOTICE}\n`),
    page("f", "짧다\n\n짧다"),
    page("g", `${NOTICE}\n\n짧다`, "books"),
    page("h", ""),
  ],
  // A paragraph that a line was added to is another one; short ones are no copies.
  removed: { e: ["only-repeated", "a"] },
  edited: {
    b: "다른 쪽의 글은 이렇게 시작합니다.\n",
    d: `${NOTICE}\n\nThe middle of it.\n\n\nThe end of it.`,
    g: "짧다",
  },
  orderMatters: true,
});

describeBarrier(repeatedUnits({ unit: "sentence", span: 2, fewestCharacters: 4, fewestLeft: 3 }), {
  documents: [
    page("a", "하나가 있다. 둘이 있다. 셋이 있다.\n넷이 있다."),
    page("b", "딴 말이 있다. 둘이 있다. 셋이 있다. 또 딴 말."),
    page("c", "둘이 있다. 하나가 있다."),
    page("d", "셋이 있다.\n\n넷이 있다. 예"),
    page("e", "음. 둘이 있다. 셋이 있다."),
  ],
  removed: { d: ["only-repeated", "a"], e: ["only-repeated", "a"] },
  edited: { b: "딴 말이 있다. 또 딴 말." },
  orderMatters: true,
});
