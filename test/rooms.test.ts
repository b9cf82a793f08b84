import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const TOP = ["cli", "engine", "stages", "classifiers", "manifests", "recipes"] as const;

/** Who may import whom (docs/architecture.md); a room is named by the longest prefix of a file's path. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "engine/kernels": [],
  engine: ["engine/kernels"],
  classifiers: ["engine", "engine/kernels"],
  stages: ["engine", "engine/kernels", "classifiers"],
  manifests: ["engine", "engine/kernels"],
  recipes: ["engine", "stages", "index.ts"],
  cli: ["engine", "engine/kernels", "stages", "classifiers", "manifests", "recipes", "index.ts"],
  "index.ts": ["engine"],
};

/** Where a package, or a part of Node, may be used; those not listed are free. */
const PACKAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  "better-sqlite3": ["manifests"],
  "@xenova/transformers": ["classifiers"],
  "@huggingface/tokenizers": ["classifiers"],
  "gpt-tokenizer": ["classifiers"],
  eld: ["classifiers"],
  "stream-json": ["stages/read"],
  htmlparser2: ["stages/read"],
  "iconv-lite": ["stages/read"],
  "apache-arrow": ["stages/read"],
  hyparquet: ["stages/read"],
  "hyparquet-compressors": ["stages/read"],
  "simhash-js": ["stages/dedup"],
  "spdx-correct": ["stages/filter"],
  "spdx-satisfies": ["stages/filter"],
  tinyglobby: ["stages/read"],
  entities: ["stages/clean"],
  "zstd-napi": ["engine"],
  jiti: ["cli"],
  picocolors: ["cli"],
  "string-width": ["cli"],
  "node:worker_threads": ["engine/executors", "cli"],
};

interface SourceFile {
  readonly path: string;
  readonly code: string;
}

function filesBelow(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((entry) => `${folder}/${entry.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".ts") && !path.startsWith("engine/kernels/assembly/"))
    .sort()
    .map((path) => ({ path, code: readFileSync(join(root, path), "utf8") }));
}

const product: readonly SourceFile[] = [
  ...TOP.flatMap(filesBelow),
  ...["index.ts"].map((path) => ({ path, code: readFileSync(join(root, path), "utf8") })),
];

const roomOf = (path: string): string =>
  Object.keys(MAY_IMPORT)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0] ??
  path.split("/")[0] ??
  path;

function importsOf({ code }: SourceFile): string[] {
  const found = [...code.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)["']([^"']+)["']/g)].map(
    (match) => match[1] as string,
  );
  const required = [...code.matchAll(/\brequire\w*\(\s*["']([^"']+)["']/g)].map((match) => match[1] as string);
  return [...found, ...required];
}

/** Breaches of the import rules, as sentences that name the rule. */
function importBreaches(file: SourceFile): string[] {
  const room = roomOf(file.path);
  return importsOf(file).flatMap((specifier) => {
    if (!specifier.startsWith(".")) {
      const rooms = Object.entries(PACKAGE_ROOMS).find(([name]) => specifier === name || specifier.startsWith(`${name}/`))?.[1];
      const home = rooms?.some((allowed) => file.path.startsWith(`${allowed}/`)) ?? true;
      return home ? [] : [`${file.path} imports ${specifier}; it lives in ${rooms?.join(", ")}`];
    }
    const target = relative(root, resolve(root, dirname(file.path), specifier)).replaceAll("\\", "/");
    const other = roomOf(target);
    if (other === "stages" && room === "stages") {
      const own = file.path.split("/")[1];
      return target.split("/")[1] === own ? [] : [`${file.path} imports ${target}; a stages/ folder never imports another`];
    }
    return other === room || MAY_IMPORT[room]?.includes(other)
      ? []
      : [`${file.path} imports ${target}; ${room} may import ${MAY_IMPORT[room]?.join(", ") || "nothing"}`];
  });
}

const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");

describe("rooms", () => {
  it("finds the product's files", () => expect(product.length).toBeGreaterThan(60));

  it("import only what their rules allow", () => expect(product.flatMap(importBreaches)).toEqual([]));

  it("would name a breach", () => {
    const breach = (path: string, code: string) => importBreaches({ path, code });
    expect(breach("engine/run.ts", 'import { a } from "../stages/read/jsonl.ts";')).toHaveLength(1);
    expect(breach("stages/clean/a.ts", 'import { a } from "../filter/language.ts";')).toHaveLength(1);
    expect(breach("stages/clean/a.ts", 'import Database from "better-sqlite3";')).toHaveLength(1);
    expect(breach("manifests/a.ts", 'import { a } from "../cli/run.ts";')).toHaveLength(1);
    expect(breach("engine/kernels/a.ts", 'import { a } from "../batch.ts";')).toHaveLength(1);
  });

  it("leave console, process, the clock and chance to cli/", () => {
    const breaches = product
      .filter(({ path }) => !path.startsWith("cli/"))
      .flatMap(({ path, code }) => {
        const found =
          /\b(console\.\w+|process\.(?:std\w+|argv|env|exit\w*|cwd|on\w*|hrtime)|Date\.now|new Date\(\)|Math\.random|performance\.now)\b/.exec(
            withoutComments(code),
          );
        return found ? [`${path}: ${found[0]}`] : [];
      });
    expect(breaches).toEqual([]);
  });

  it("name files in kebab-case, by what they hold", () => {
    const bad = product.filter(({ path }) => {
      const name = path.split("/").at(-1) as string;
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(name) || /^(utils?|helpers?|common|misc|types|constants|index)\.ts$/.test(name)
      );
    });
    expect(bad.map(({ path }) => path).filter((path) => path !== "index.ts")).toEqual([]);
  });

  it("keep files short", () => {
    const long = [...product, ...filesBelow("test"), ...filesBelow("bench")]
      .map(({ path, code }) => ({ path, lines: code.split("\n").length - 1 }))
      .filter(({ path, lines }) => lines > (path.startsWith("test/") ? 500 : 400));
    expect(long).toEqual([]);
  });

  it("export a stage under its file's name", () => {
    const stageFiles = product.filter(
      ({ path, code }) =>
        path.startsWith("stages/") && path !== "stages/filter/rules.ts" && /\bdefine(Stage|Barrier|Rules)\(/.test(code),
    );
    expect(stageFiles.length).toBeGreaterThan(8);
    const unlike = stageFiles.filter(({ path, code }) => {
      const factory = (path.split("/").at(-1) as string)
        .replace(/\.ts$/, "")
        .replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
      return !new RegExp(`export (const|function) (${factory}\\b|${factory}Duplicates\\b)`).test(code);
    });
    expect(unlike.map(({ path }) => path)).toEqual([]);
  });
});

describe("documents", () => {
  const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)]
    .filter((path) => path.endsWith(".md") && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

  it("name only paths that exist", () => {
    const missing = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:cli|engine|stages|classifiers|manifests|recipes|examples|test|bench|docs)\/[\w./-]*\w\.\w+)`/g)]
        .map((match) => match[1] as string)
        .filter(
          (named) => !named.endsWith("word-count.ts") && !named.endsWith("word-count.test.ts") && !existsSync(join(root, named)),
        )
        .map((named) => `${path}: ${named}`),
    );
    expect(missing).toEqual([]);
  });

  it("call mixes stage1 and stage2, and pipeline steps stages without a digit", () => {
    const loose = pages.flatMap(({ path, text }) => (/\bstage[ -][12]\b/i.exec(text) ? [path] : []));
    expect(loose).toEqual([]);
  });
});
