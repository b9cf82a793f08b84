import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compressFrame } from "../../engine/zstd.ts";
import { outputDigests, runCli, runJson, scratchFolder } from "../helpers/run-cli.ts";

const WORDS = "바람 곡식 마당 가을 할머니 키질 알곡 쭉정이 볏짚 멍석 햇볕 저녁 연기 논둑 참새 허수아비 방앗간 떡 명절 달빛".split(
  " ",
);

function corpus(documents: number): string {
  const lines: string[] = [];
  for (let number = 0; number < documents; number++) {
    const words = Array.from({ length: 60 }, (_, place) => WORDS[(number * 7 + place * (1 + (number % 11))) % WORDS.length]);
    lines.push(JSON.stringify({ id: `d${number}`, text: `${words.join(" ")} 그리고 ${number}번째 이야기이다.` }));
  }
  return `${lines.join("\n")}\n`;
}

describe("one big file", () => {
  it("is cut into parts that together are the whole, plain or in zstd frames, for any number of workers", async () => {
    const folder = scratchFolder();
    const content = Buffer.from(corpus(4000));
    writeFileSync(join(folder, "in.jsonl"), content);
    const run = async (input: string, out: string, workers: number, ...more: string[]) => {
      const { documents } = await runJson(
        ["run", input, "--out", out, "--workers", String(workers), "--set", "stages.count-tokens.tokenizer=estimate", ...more],
        0,
        { cwd: folder },
      );
      return documents;
    };
    const whole = await run("in.jsonl", "whole", 1);
    expect(whole.read).toBe(4000);
    for (const partBytes of [10_000, 77_777]) {
      const cut = ["--set", `partBytes=${partBytes}`];
      expect(await run("in.jsonl", `one${partBytes}`, 1, ...cut)).toEqual(whole);
      expect(await run("in.jsonl", `three${partBytes}`, 3, ...cut)).toEqual(whole);
      expect(outputDigests(join(folder, `three${partBytes}`))).toEqual(outputDigests(join(folder, `one${partBytes}`)));
      expect(await runCli(["verify", `three${partBytes}`], { cwd: folder })).toMatchObject({ code: 0 });
    }
    // How a file is cut changes neither what is drawn nor where it goes.
    expect(outputDigests(join(folder, "one10000"))["stage1/shard-00000.jsonl.zst"]).toBe(
      outputDigests(join(folder, "whole"))["stage1/shard-00000.jsonl.zst"],
    );
    const frames: Uint8Array[] = [];
    for (let at = 0; at < content.length; at += 33_333) frames.push(compressFrame(content.subarray(at, at + 33_333), 3));
    writeFileSync(join(folder, "in.jsonl.zst"), Buffer.concat(frames));
    expect(await run("in.jsonl.zst", "zst", 3, "--set", "partBytes=50000")).toEqual(whole);
  });
});
