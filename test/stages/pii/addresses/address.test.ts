import { describe, expect, it } from "vitest";
import { address } from "../../../../stages/pii/addresses/address.ts";
import { foundIn } from "../../../helpers/found-in.ts";

const addresses = (text: string) => foundIn(text, address);

describe("addresses of Korea are found whole", () => {
  it.each([
    ["주소: 수원시 영통구 매탄로 88, 201호", "수원시 영통구 매탄로 88, 201호"],
    ["주소: 경기도 수원시영통구 매탄로 88", "경기도 수원시영통구 매탄로 88"],
    ["집은 춘천시 효자동 234-1, 010-0000-1234", "춘천시 효자동 234-1"],
    ["거주지 서울 은평구 불광솔길 15-8, 201호요", "서울 은평구 불광솔길 15-8, 201호"],
    ["(경기 남양주시 와부읍 솔바람로 41, 103동 1502호)", "경기 남양주시 와부읍 솔바람로 41, 103동 1502호"],
    ["우 30109 세종특별자치시 갈매로 477 정부세종청사 4동", "세종특별자치시 갈매로 477 정부세종청사 4동"],
    ["소재지: 충청남도 당진시 면천면 사기소리 산 47-3\n", "충청남도 당진시 면천면 사기소리 산 47-3"],
    ["주소 부산광역시 사하구 다대로 234번길 17", "부산광역시 사하구 다대로 234번길 17"],
    ["주소 인천광역시 부평구 장승배기로 118번길 7, 2층", "인천광역시 부평구 장승배기로 118번길 7, 2층"],
    ["주소: 대구광역시 수성구 동대구로 405, 8동 503호 (범어동)", "대구광역시 수성구 동대구로 405, 8동 503호 (범어동)"],
    ["주소 경남 김해시 가야꽃로 310, 무지개마을 2단지 214-1107", "경남 김해시 가야꽃로 310, 무지개마을 2단지 214-1107"],
  ])("%s", (text, found) => expect(addresses(text)).toEqual([found]));

  it.each([
    "전라남도가 8개 군에서",
    "경기 부진으로 40% 줄었다",
    "강남구 출신 3명",
    "경기도 강남구 테헤란로 12, 3층",
    "관리동 2층 회의실",
    "부산시 해운대구 없는동 12-34",
    "종로 3가에서 만나요",
    "서울 광화문 세종대로 일대 5만 명",
  ])("are not seen in: %s", (text) => expect(addresses(text)).toEqual([]));
});

describe("addresses of the United States and Britain", () => {
  it.each([
    [
      "I vacated 218 Pennywhistle Lane, Unit 4C, Ashgrove, OR 97199 on Monday",
      "218 Pennywhistle Lane, Unit 4C, Ashgrove, OR 97199",
    ],
    ["Address: 9021 Pepperbark Ln #14, Garden Hollow, CA\n", "9021 Pepperbark Ln #14, Garden Hollow, CA"],
    ["at home (418 Larkspur Hollow Rd, Apt 2C, Dunmorrow, OH; cards welcome)", "418 Larkspur Hollow Rd, Apt 2C, Dunmorrow, OH"],
    ["We hold 12 Juniper Mews, Flat 2, Saltcote, SC4 9ZZ; is that still right?", "12 Juniper Mews, Flat 2, Saltcote, SC4 9ZZ"],
  ])("%s", (text, found) => expect(addresses(text)).toEqual([found]));

  it.each([
    "123 Main Street, Anytown, CA 90210",
    "In 1901 Front Street was paved.",
    "Chapter 12 Silk Road opens with a map.",
    "a synagogue located at 1175 East 29th Avenue in Eugene",
  ])("are not seen in: %s", (text) => expect(addresses(text)).toEqual([]));
});
