import { expectTypeOf, it } from "vitest";
import type { CommandSpec } from "../../cli/flags.ts";
import type { Parsed } from "../../cli/parse-flags.ts";

type VerifyRows = CommandSpec<"verify">["flags"];

it("every flag has a row, and every row a flag", () => {
  const json = { type: "switch", help: "print one JSON object" } as const;
  const all: VerifyRows = { json, quiet: json, help: json };
  // @ts-expect-error: help has no row
  const missing: VerifyRows = { json, quiet: json };
  // @ts-expect-error: there is no such flag
  const more: VerifyRows = { json, quiet: json, help: json, loud: json };
  // @ts-expect-error: a switch is not a number
  const wrong: VerifyRows = { json: { type: "number", value: "N", least: 1, help: "x" }, quiet: json, help: json };
  expectTypeOf([all, missing, more, wrong]).toExtend<readonly object[]>();
});

it("a command receives its flags with their types", () => {
  expectTypeOf<Parsed<"run">["flags"]["workers"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Parsed<"run">["flags"]["set"]>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<Parsed<"mix">["flags"]["dryRun"]>().toEqualTypeOf<boolean>();
});
