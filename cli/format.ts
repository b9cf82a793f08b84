const THOUSAND = 1000;

/** A whole number in groups of three: `1 234 567`. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, " ");
}

/** Three digits and a factor of thousand, one letter of `letters` for each. */
function scaled(value: number, letters: readonly string[]): readonly [digits: string, letter: string] {
  let step = 0;
  let rest = value;
  // 999.5 and more would be written as 1000 of the smaller factor.
  while (step + 1 < letters.length && rest >= (step === 0 ? THOUSAND : THOUSAND - 0.5)) {
    rest /= THOUSAND;
    step++;
  }
  if (step === 0) return [String(Math.round(rest)), letters[0] as string];
  return [rest.toFixed(rest < 9.995 ? 2 : rest < 99.95 ? 1 : 0), letters[step] as string];
}

/** Tokens to three digits: `950`, `1.83 M`, `2.00 G`. */
export function tokens(value: number): string {
  const [digits, letter] = scaled(value, ["", "k", "M", "G", "T"]);
  return letter === "" ? digits : `${digits} ${letter}`;
}

/** Bytes to three digits, in thousands: `512 B`, `1.83 MB`. */
export function bytes(value: number): string {
  return scaled(value, ["B", "kB", "MB", "GB", "TB", "PB"]).join(" ");
}

/** A part of a whole in percent; `100.0 %` is all of it and `0.0 %` nothing. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (part / whole) * 100;
  if (percent > 0 && percent < 0.05) return "<0.1 %";
  if (percent < 100 && percent >= 99.95) return ">99.9 %";
  return `${percent.toFixed(1)} %`;
}

/** A length of time: `0.8 s`, `42 s`, `3 min 05 s`, `2 h 07 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const padded = (value: number) => String(value).padStart(2, "0");
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${padded(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${padded(minutes % 60)} min`;
}

/** A measured number to four digits at most: `0.8134`, `12`, `3.142`. */
export function measure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

/** How many there are of something: `1 shard`, `2 shards`. */
export function many(value: number, one: string, more = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : more}`;
}
