import type { EntityType } from "../../stages/pii/span.ts";
import type { LabelledText } from "./labelled-texts.ts";
import { type Chance, MAKERS, type Making, oneOf } from "./made-values.ts";
import { randomFrom } from "./random-from.ts";

/** Documents as people write them, a value's place by its type in braces; a trailing ? marks a place that is debatable. */
const TEMPLATES: readonly string[] = [
  "입사 지원서\n\n성명: {PERSON}\n주민등록번호: {RRN}\n주소: {ADDRESS}\n연락처: {PHONE}\n이메일: {EMAIL}\n생년월일: {DATE_OF_BIRTH}\n\n위 내용은 사실과 다름이 없습니다.\n",
  "[공지] 정기 산행 안내\n회비는 38,000원이고 입금은 신한은행 {BANK_ACCOUNT} (예금주 {PERSON})입니다.\n문의는 총무 {PERSON} {PHONE}로 주세요. 6월 12일 05:50에 출발합니다.\n",
  "외국인등록번호 {FRN} 로 조회했는데 안 나와요. 여권번호는 {PASSPORT} 이고 이름은 {PERSON} 입니다. 답은 {EMAIL} 으로 부탁드려요.",
  "접수번호,성명,생년월일,휴대폰\n1001,{PERSON},{DATE_OF_BIRTH},{PHONE}\n1002,{PERSON},{DATE_OF_BIRTH},{PHONE}\n1003,{PERSON},{DATE_OF_BIRTH},{PHONE}\n",
  "중고차 팝니다. 차량번호 {VEHICLE_PLATE}, 주행 84,000km, 2019년식. 운전면허번호 {DRIVER_LICENSE} 확인하고 시승 가능. 연락은 {PHONE}.",
  "결제 오류 문의\n카드번호 {CREDIT_CARD}, 유효기간 12/29로 149,000원을 결제했는데 두 번 나갔습니다. 회원: {PERSON} 님, 전화 {PHONE}. 주문번호 20240611-48213.",
  "상호 (주)한들상점 | 대표 {PERSON?} | 사업자등록번호 {BUSINESS_REG_NO?}\n교환·반품 주소: {ADDRESS?}\n고객센터 1588-0000\n",
  "| 이름 | 연락처 | 주소 |\n|---|---|---|\n| {PERSON} | {PHONE} | {ADDRESS} |\n| {PERSON} | {PHONE} | {ADDRESS} |\n",
  "환자명: {PERSON} (주민번호 {RRN})\n보호자: {PERSON} {PHONE}\n처방일: 2024.03.11, 다음 진료 2024.04.08\n",
  "안녕하세요, {PERSON}입니다. 이사해서 주소가 {ADDRESS} 로 바뀌었어요. 전화는 그대로 {PHONE} 예요.\n\n{PERSON} 드림\n",
  "npm i left-pad@1.3.0 으로 깔고 서버는 192.168.0.10, 버전 2.14.0.1 입니다. 운송장 6091-2847-5531, ISBN 978-89-6626-095-9, 주문 1732160000000. 문의 1588-0000.",
  "제2020-123456호 고시에 따라 2021-11-23부터 시행한다. 원주율은 3.14159265이고 예산은 1,240,000,000원이다. 이순신 장군은 1592년 5월 7일 옥포에서 이겼다.",
];

/** A document with the place of each value, and how its numbers were made. */
export interface MadeDocument extends LabelledText {
  readonly making: Making;
}

/** Documents of every template by chance, the same for a seed: 70 of 100 with valid check digits, 15 with chance tails, 15 mistyped. */
export function madeDocuments(seed: number, count: number): MadeDocument[] {
  const chance = randomFrom(seed);
  return Array.from({ length: count }, (_, number) => {
    const drawn = chance(100);
    return madeFrom(oneOf(chance, TEMPLATES), chance, drawn < 70 ? "valid" : drawn < 85 ? "tail" : "typo", number);
  });
}

function madeFrom(template: string, chance: Chance, making: Making, number: number): MadeDocument {
  const spans: { start: number; end: number; label: string; must: boolean }[] = [];
  let text = "";
  for (const piece of template.split(/(\{[A-Z_]+\??\})/)) {
    const [, type, debatable] = /^\{([A-Z_]+)(\??)\}$/.exec(piece) ?? [];
    const make = type === undefined ? undefined : MAKERS[type as EntityType];
    const written = make === undefined ? piece : make(chance, making);
    if (type !== undefined)
      spans.push({ start: text.length, end: text.length + written.length, label: type, must: debatable === "" });
    text += written;
  }
  return { number, text, spans, making };
}
