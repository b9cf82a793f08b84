import { describe, expect, it } from "vitest";
import { licenceGate } from "../../../stages/filter/licence-gate.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const code = (license: unknown, header?: string) => ({
  text: "let a = 1;",
  meta: { license },
  ...(header === undefined ? {} : { attributes: { "licence-header": header } }),
});

describeStage(licenceGate({ headers: true, fields: ["license", "repository.licence"] }), {
  keeps: [
    code("MIT"),
    code("Apache 2.0"),
    code("GPL-3.0-only OR MIT"),
    code("Apache-2.0 WITH LLVM-exception"),
    code(["MIT", "BSD-3-Clause"]),
    code("MIT", "Apache-2.0"),
    code(undefined, "ISC"),
    { text: "x", meta: { repository: { licence: "Unlicense" } } },
  ],
  drops: {
    "licence-not-allowed": [
      code("GPL-3.0-only"),
      code("MIT AND GPL-2.0-only"),
      code(["MIT", "AGPL-3.0-only"]),
      code("MIT", "GPL-2.0-or-later"),
    ],
    "licence-unknown": [code(undefined), code(""), code(7), code("ask the author"), code(undefined, "unknown"), "no metadata"],
  },
  attributes: [
    [code("The MIT License"), { licence: "MIT" }],
    [code("all mine"), { licence: "unknown" }],
  ],
});

describe("licenceGate", () => {
  it("refuses names that are none", () => {
    expect(licenceGate({ allow: ["MIT", "Mine-1.0"] }).problems[0]?.message).toContain('allow names "Mine-1.0"');
    expect(licenceGate().problems).toEqual([]);
  });
});
