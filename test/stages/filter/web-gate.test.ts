import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { webGate } from "../../../stages/filter/web-gate.ts";
import { listFiles } from "../../helpers/a-list-file.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const list = listFiles();
const at = (url: string) => ({ text: "하나 two", url });

const domains = list("domains.txt", "# 놀이터\nplay.example\n0.0.0.0 ads.test\n||tracker.test^\n*.한국.example\n");
const addresses = list("addresses.txt.gz", gzipSync("http://www.library.example/shelf/7/\n"));
const words = list("words.txt", "casino\n도박\n");
const substrings = list("substrings.txt", "/wp-admin/\nsessionid=\n");
const soft = list("soft.txt", "free\ndeal\nhot\n");

describeStage(
  webGate({ domains: [domains], addresses: [addresses], words: [words], substrings: [substrings], softWords: [soft] }),
  {
    keeps: [
      "no address",
      at("https://example.com/a"),
      at("https://display.example/"),
      at("https://play.example.com/"),
      at("https://library.example/shelf/70"),
      at("https://example.com/casinos"),
      at("https://example.com/free-tea"),
      at("https://example.com/%E0%A4%A"),
      at("not an address"),
    ],
    drops: {
      "blocked-domain": [
        at("https://play.example/x"),
        at("https://A.B.Play.Example:8080/x"),
        at("//user:pw@ads.test?q"),
        at("http://img.tracker.test"),
        at("https://www.한국.example/"),
        at("https://xn--3e0b707e.example/"),
      ],
      "blocked-address": [at("https://library.example/shelf/7#top"), at("http://www.library.example/shelf/7/")],
      "blocked-word": [at("https://example.com/best-Casino_x"), at("https://example.com/%EB%8F%84%EB%B0%95/1")],
      "blocked-substring": [at("https://example.com/wp-admin/x"), at("https://example.com/?SessionID=9")],
      "soft-words": [at("https://example.com/free/hot/free")],
    },
    attributes: [
      [at("https://a.play.example/"), { "web.blocked-by": "play.example" }],
      [at("https://example.com/free/free"), { "web.soft-words": 1 }],
    ],
  },
);

describe("webGate", () => {
  it("says which list cannot be read", () => {
    expect(webGate({ words: ["nowhere.txt"] }).problems[0]?.message).toBe(
      'web-gate.words names a file that cannot be read, got "nowhere.txt"',
    );
  });

  it("is another plan when a list holds something else", () => {
    const one = webGate({ words: [list("changing.txt", "a\n")] }).options;
    const other = webGate({ words: [list("changing.txt", "b\n")] }).options;
    expect(one).not.toEqual(other);
  });

  it("refuses a list that has changed since", () => {
    const stage = webGate({ words: [list("changed.txt", "a\n")] });
    list("changed.txt", "b\n");
    expect(() => stage.open({ seed: 1, kernels: {} as never })).toThrow("changed since the run began");
  });
});
