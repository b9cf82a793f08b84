import { ConfigError } from "../../engine/errors.ts";

/** A value given on the command line; null takes an option away. */
export type SettingValue = string | number | boolean | null | readonly SettingValue[] | { readonly [key: string]: SettingValue };

/** One `--set path=value`. */
export interface Setting {
  readonly path: string;
  readonly value: SettingValue;
}

const NUMBER = /^[+-]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?$/i;

/**
 * Reads a value as people type it: numbers (`2e9`, `2_000_000`, `.5`), `true`, `false`, `null`, JSON where it begins with `[`, `{` or a
 * double quote, and anything else as the string it is. Throws {@link ConfigError} where JSON is broken.
 */
export function parseSettingValue(written: string): SettingValue {
  const value = written.trim();
  if (NUMBER.test(value)) return Number(value.replaceAll("_", ""));
  if (value === "true" || value === "false") return value === "true";
  if (value === "null") return null;
  if (!/^[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value) as SettingValue;
  } catch {
    throw new ConfigError([`value ${value} begins like JSON and is none. Put names in double quotes, as in ["ko","en"]`]);
  }
}

/** Reads `path=value`; throws {@link ConfigError} where there is no path or no value. */
export function parseSetting(written: string): Setting {
  const equals = written.indexOf("=");
  const path = written.slice(0, Math.max(0, equals)).trim();
  if (path === "") throw new ConfigError([`--set ${written}: wanted path=value, such as stage1.korean.share=0.5`]);
  return { path, value: parseSettingValue(written.slice(equals + 1)) };
}
