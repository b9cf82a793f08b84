/** Digits of a string as numbers; anything else in it is passed over. */
export const digitsOf = (text: string): number[] => [...text].filter((each) => each >= "0" && each <= "9").map(Number);

const weighted = (digits: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (digits[index] as number), 0);

const RESIDENT = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

/** Check digit of a resident registration number of 13 digits, as issued before October 2020; later ones end in chance digits. */
export const isResidentNumber = (digits: readonly number[]): boolean =>
  digits.length === 13 && (11 - (weighted(digits, RESIDENT) % 11)) % 10 === digits[12];

/** Check digit of a foreigner registration number: the same weights, another complement. */
export const isForeignerNumber = (digits: readonly number[]): boolean =>
  digits.length === 13 && (13 - (weighted(digits, RESIDENT) % 11)) % 10 === digits[12];

const BUSINESS = [1, 3, 7, 1, 3, 7, 1, 3, 5];

/** Check digit of a Korean business registration number of 10 digits. */
export function isBusinessNumber(digits: readonly number[]): boolean {
  if (digits.length !== 10) return false;
  const sum = weighted(digits, BUSINESS) + Math.floor(((digits[8] as number) * 5) / 10);
  return (10 - (sum % 10)) % 10 === digits[9];
}

/** Check digit of a Korean corporate registration number of 13 digits: weights 1 and 2 in turn, products not added up digit by digit. */
export function isCorporateNumber(digits: readonly number[]): boolean {
  if (digits.length !== 13) return false;
  const sum = digits.slice(0, 12).reduce((total, digit, index) => total + digit * ((index % 2) + 1), 0);
  return (10 - (sum % 10)) % 10 === digits[12];
}

/** Check digit of payment cards (ISO/IEC 7812-1, annex B). */
export function isLuhn(digits: readonly number[]): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = digit * 2;
    return total + (index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return digits.length > 0 && sum % 10 === 0;
}

/** Check digits of an International Bank Account Number (ISO 13616): rearranged, letters as 10 to 35, the remainder by 97 is 1. */
export function isIban(text: string): boolean {
  const packed = text.replace(/[ -]/g, "").toUpperCase();
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(packed)) return false;
  let remainder = 0;
  for (const character of packed.slice(4) + packed.slice(0, 4)) {
    const value = character <= "9" ? Number(character) : character.charCodeAt(0) - 55;
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** Check digit of a trade number of 13 digits (EAN-13, ISBN-13): weights 1 and 3 in turn. */
export const isTradeNumber = (digits: readonly number[]): boolean =>
  digits.length === 13 && digits.reduce((sum, digit, index) => sum + digit * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0;

/** Whether year, month and day are a day of the calendar. */
export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] as number;
  return day <= days;
}

/** Shannon entropy of the characters of a text, in bits a character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / text.length) * Math.log2(count / text.length);
  return entropy;
}
