import { describe, expect, it } from "vitest";
import { person } from "../../../../stages/pii/names/person.ts";
import { foundIn } from "../../../helpers/found-in.ts";

const persons = (text: string) => foundIn(text, person);

describe("persons with Korean names", () => {
  it.each([
    ["성명: 한도윤\n연락처: 010-0000-1234", ["한도윤"]],
    ["성    명 ┃ 서민재", ["서민재"]],
    ["예금주 노라원에게 보내 주세요", ["노라원"]],
    ["받는 사람: 채유나 (계약 건)", ["채유나"]],
    ["임대인(갑): 황보윤서", ["황보윤서"]],
    ['{"receiver": "윤소은", "phone": "010-0000-1234"}', ["윤소은"]],
  ])("stand behind labels: %j", (text, names) => expect(persons(text)).toEqual(names));

  it.each([
    ["회비는 총무 인주규 (010-0000-1234)에게", ["인주규"]],
    ["401호 추지규 씨 번호는 010-0000-1234예요", ["추지규"]],
    ["담당은 권승경 계장님, 02-0000-1234", ["권승경"]],
    ["딸 차나유가 010-0000-1234로 전화했어요", ["차나유"]],
    ["부 강석호 (010-0000-1234)", ["강석호"]],
    ["재무팀 한가람\n내선 02-0000-1234", ["한가람"]],
  ])("stand beside offices, honorifics and kin, near an identifier: %j", (text, names) => expect(persons(text)).toEqual(names));

  it.each([
    ["이상 위 내용을 확인합니다.\n배승희 드림", ["배승희"]],
    ["위 채권자 전준상 (인)", ["전준상"]],
    ["저는 윤소도라고 합니다. 010-0000-1234", ["윤소도"]],
    ["판사 라혜정\n판사 봉승기", ["라혜정", "봉승기"]],
  ])("stand in signatures and introductions: %j", (text, names) => expect(persons(text)).toEqual(names));

  it("stand in columns that ask for names", () => {
    expect(persons("번호\t이름\t휴대폰\n1\t맹라준\t010-0000-1234\n2\t류 원 서\t없음\n\n끝")).toEqual(["맹라준", "류 원 서"]);
    expect(persons("순번,성명,은행\n1,추다상,우리\n2,국희도,없음")).toEqual(["추다상", "국희도"]);
    expect(persons("| 17 || 석예동 || 건축사 || 010-0000-1234 ||")).toEqual(["석예동"]);
  });

  it("stand in lists beside one that was found", () => {
    expect(persons("참석자: 심하윤, 곽태연, 주연주, 민유하 (전화 010-0000-1234)")).toEqual([
      "심하윤",
      "곽태연",
      "주연주",
      "민유하",
    ]);
  });

  it("are written a second time in other letters", () => {
    expect(persons("성명 허서동 (許瑞東, HEO SEODONG)")).toEqual(["허서동", "許瑞東", "HEO SEODONG"]);
  });

  it("are found again wherever the document says them, and by the given name when called", () => {
    expect(persons("이름: 류민호\n전화 010-0000-1234\n민호야, 류민호가 누구니")).toEqual(["류민호", "민호", "류민호"]);
  });

  it.each([
    "김부장 연락처는 010-0000-1234",
    "정보주체의 권리: 010-0000-1234로 문의",
    "신청인: 본인 작성",
    "독립운동가 안중근 의사(1879~1910)의 생애",
    "이순신 장군은 명량에서 이겼다.",
    "홍범도 장관은 기자회견에서 이렇게 말했다.",
    "담당: 서울시청 총무과 02-0000-1234",
    "주장은 이렇다. 원고: 주장은 이유 없다",
    "조제일: 2026.05.11, 전화 010-0000-1234",
    "경기도 수원시 어딘가, 010-0000-1234",
    "박지성 감독이 말했다고 한빛뉴스 이가람 기자 (garam@news.example) 무단 전재 금지",
  ])("are not seen in: %s", (text) => expect(persons(text)).toEqual([]));
});

describe("persons with names in Latin letters", () => {
  it.each([
    ["Dear Ms Halloran,\n\nI vacated the flat.", ["Halloran"]],
    ["Kind regards,\nDesmond A. Okonjo-Pryce\n", ["Desmond A. Okonjo-Pryce"]],
    ["From: Jin Taeha <taeha.jin@mail.example>", ["Jin Taeha"]],
    ["On 6 May 2024 at 21:40, Bronagh Escalante wrote:\n> yes", ["Bronagh Escalante"]],
    ["My name is Wilhelmina Boone and I live here.", ["Wilhelmina Boone"]],
    ["Customer: Priyanka Vellore\nPhone: 202-555-0119", ["Priyanka Vellore"]],
    ["Call Maribeth Skorupka on (740) 555-0110", ["Maribeth Skorupka"]],
    ["고객명: CHOI MINJUN (최민준)", ["CHOI MINJUN", "최민준"]],
    ["id;name;dob\n301;Leopold Nakagawa-Reyes;2013-07-22", ["Leopold Nakagawa-Reyes"]],
    ["[오후 2:03] Oleander Brandt: hi 010-0000-1234", ["Oleander Brandt"]],
  ])("%j", (text, names) => expect(persons(text)).toEqual(names));

  it.each([
    "Author: Guido Exemplar <guido@python.example>",
    "Dear Sir,\nThe Federalist Papers were written by James Madison.",
    "Name: Visual Studio\nVersion: 17",
    "Mr. Darcy looked at Elizabeth Bennet.",
    "Thanks,\n\nThe Support Team",
  ])("are not seen in: %j", (text) => expect(persons(text)).toEqual([]));
});
