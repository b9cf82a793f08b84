/** Whether three bytes spell a digit: 공 영 빵 일 이 삼 사 오 육 륙 칠 팔 구 ㅇ. */
export function isNumeral(p: usize): bool {
  const syllable = ((<u32>load<u8>(p)) << 16) | ((<u32>load<u8>(p, 1)) << 8) | <u32>load<u8>(p, 2);
  return (
    syllable == 0xec9db4 ||
    syllable == 0xec9dbc ||
    syllable == 0xec82ac ||
    syllable == 0xec98a4 ||
    syllable == 0xeab5ac ||
    syllable == 0xeab3b5 ||
    syllable == 0xec9881 ||
    syllable == 0xebb9b5 ||
    syllable == 0xec82bc ||
    syllable == 0xec9ca1 ||
    syllable == 0xeba599 ||
    syllable == 0xecb9a0 ||
    syllable == 0xed8c94 ||
    syllable == 0xe38587
  );
}

/** Bytes of a digit that is not ASCII (full-width, enclosed, Arabic, Devanagari, mathematical), else 0. */
export function foreignDigit(p: usize): usize {
  const lead = <u32>load<u8>(p);
  const second = <u32>load<u8>(p, 1);
  const third = <u32>load<u8>(p, 2);
  if (lead == 0xef) return second == 0xbc && third - 0x90 < 10 ? 3 : 0;
  if (lead == 0xe2) {
    const enclosed = (second == 0x91 && third >= 0xa0) || second == 0x92 || second == 0x93;
    return enclosed || (second == 0x9d && third >= 0xb6) || (second == 0x9e && third < 0x94) ? 3 : 0;
  }
  if (lead == 0xd9) return second - 0xa0 < 10 ? 2 : 0;
  if (lead == 0xdb) return second - 0xb0 < 10 ? 2 : 0;
  if (lead == 0xe0) return second == 0xa5 && third - 0xa6 < 10 ? 3 : 0;
  return lead == 0xf0 && second == 0x9d && third == 0x9f && <u32>load<u8>(p, 3) >= 0x8e ? 4 : 0;
}
