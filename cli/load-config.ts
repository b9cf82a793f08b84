import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createJiti } from "jiti";
import type { PipelineConfig } from "../engine/config.ts";
import { ConfigError } from "../engine/errors.ts";
import { checkConfig } from "../engine/plan.ts";
import type { InputFile } from "../engine/source.ts";
import type { Stage } from "../engine/stage.ts";
import { checkMixes } from "../stages/mix/check-recipe.ts";
import { setMixPaths } from "../stages/mix/set-path.ts";
import { parseSetting, type Setting } from "../stages/mix/setting.ts";
import { checkFiles, problemsOf } from "./config-problems.ts";
import { moduleRoot, runsFromSource } from "./package-root.ts";
import { STANDARD_INPUT, withStandardInput } from "./standard-input.ts";

/** Where a pipeline comes from: by value, so that every worker loads the same one by itself. */
export interface ConfigOrigin {
  /** A config file, absolute; or none, and the default recipe runs over `files`. */
  readonly file: string | null;
  /** Input files of the default recipe, relative to `base`. */
  readonly files: readonly string[];
  /** Folder that relative paths start from. */
  readonly base: string;
  /** `--set path=value`, in the order given. */
  readonly settings: readonly string[];
  readonly output: string | null;
  /** Standard input as the run has written it down, where it is read. */
  readonly standardInput?: InputFile;
}

/** A config with its settings applied and checked. */
export interface LoadedConfig {
  readonly config: PipelineConfig;
  /** Absolute folder of the run's output. */
  readonly output: string;
  /** How files without a config were understood, where that is worth a sentence. */
  readonly notes: readonly string[];
  readonly standardInput: InputFile | undefined;
}

/** How a config is to be loaded. */
interface Loading {
  /** Whether the sources must find their files, outside of the run's own folder. */
  readonly files?: boolean;
  /** Takes in standard input for a run with this output, where the config reads it and the origin does not have it yet. */
  readonly receive?: (output: string) => Promise<InputFile>;
}

const CONFIG_NAME = "pipeline.config.ts";

/** Decides which config a command line means. */
export function findOrigin(given: {
  config?: string;
  files: readonly string[];
  out?: string;
  settings: readonly string[];
  folder: string;
}): ConfigOrigin {
  const { config, files, out, settings, folder } = given;
  const output = out === undefined ? null : resolve(folder, out);
  if (config !== undefined && files.length > 0) {
    throw new ConfigError([
      `files and --config: got both, wanted one. Name the files as sources in ${config}, or leave --config out`,
    ]);
  }
  if (files.length > 0) return { file: null, files, base: folder, settings, output };
  const file = resolve(folder, config ?? CONFIG_NAME);
  if (!existsSync(file)) {
    throw new ConfigError([
      config === undefined
        ? `${CONFIG_NAME}: there is none in ${folder}. Name input files (kijil run FILES…), or a config with --config`
        : `${file}: there is no such config file`,
    ]);
  }
  return { file, files: [], base: dirname(file), settings, output };
}

/**
 * Loads, applies settings and checks; throws one {@link ConfigError} with every problem and, where it is known, the line of the config
 * that it comes from.
 */
export async function loadConfig(origin: ConfigOrigin, { files = false, receive }: Loading = {}): Promise<LoadedConfig> {
  const imported = origin.file === null ? undefined : await importConfig(origin.file);
  const isRead = imported
    ? (imported.sources ?? []).some((source) => source.files?.includes(STANDARD_INPUT))
    : origin.files.includes(STANDARD_INPUT);
  const outputOf = ({ name, output }: PipelineConfig) => origin.output ?? resolve(origin.base, output ?? join("out", name));
  const standardInput =
    origin.standardInput ?? (isRead ? await receive?.(outputOf(imported ?? (await defaultWithoutSources()))) : undefined);
  const { written, notes } = imported ? { written: imported, notes: [] } : await defaultConfig(origin, standardInput);
  const applied = applyAll(written, origin.settings.map(parseSetting));
  const config = { ...applied, sources: (applied.sources ?? []).map((source) => withStandardInput(source, standardInput)) };
  const attributes = Object.assign({}, ...(config.stages ?? []).map((stage) => stage.writes));
  const sources = (config.sources ?? []).map(({ name }) => name);
  const output = outputOf(config);
  const problems = [...checkConfig(config), ...checkMixes(config.mixes ?? {}, { sources, attributes })];
  if (files) problems.push(...(await checkFiles(config, origin.base, output, standardInput?.path)));
  if (problems.length > 0) throw problemsOf(problems, origin.file);
  return { config, output, notes, standardInput };
}

async function defaultWithoutSources(): Promise<PipelineConfig> {
  const { defaultPipeline } = await import("../recipes/default.ts");
  return defaultPipeline({ sources: [] }) as PipelineConfig;
}

async function defaultConfig(
  { files, base }: ConfigOrigin,
  standardInput: InputFile | undefined,
): Promise<{ written: PipelineConfig; notes: readonly string[] }> {
  // Loaded here alone: all readers and their packages come with it, which a config of one format need not wait for.
  const { guessSources } = await import("../stages/read/guess.ts");
  const { defaultPipeline } = await import("../recipes/default.ts");
  const named = files.filter((file) => file !== STANDARD_INPUT);
  const { guesses, notes } = await guessSources(named, base);
  const sources = guesses.map(({ source }) => source);
  if (named.length < files.length) {
    if (!standardInput) throw new ConfigError(["standard input: only kijil run takes it. Name files"]);
    const piped = await guessSources([standardInput.path], base);
    for (const { source } of piped.guesses)
      sources.push({ ...source, name: "stdin", files: [STANDARD_INPUT], list: async () => [] });
  }
  return { written: defaultPipeline({ sources }) as PipelineConfig, notes };
}

async function importConfig(file: string): Promise<PipelineConfig> {
  const door = runsFromSource ? "index.ts" : "index.js";
  const jiti = createJiti(import.meta.url, {
    alias: {
      "kijil/stages": join(moduleRoot, "stages"),
      "kijil/recipes": join(moduleRoot, "recipes"),
      kijil: join(moduleRoot, door),
    },
    fsCache: false,
    tryNative: !runsFromSource,
  });
  let loaded: unknown;
  try {
    loaded = await jiti.import(file, { default: true });
  } catch (error) {
    if (error instanceof Error && error.name === "ConfigError") throw error;
    const place = new RegExp(`${file.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}:\\d+`).exec(String((error as Error).stack))?.[0];
    throw new ConfigError([`${place ?? file}: it cannot be loaded: ${(error as Error).message}`], "CONFIG_UNREADABLE");
  }
  if (typeof loaded !== "object" || loaded === null || !("sources" in loaded)) {
    throw new ConfigError([
      `${file}: its default export is ${typeof loaded}, wanted a pipeline. Write \`export default defineConfig({…})\``,
    ]);
  }
  return loaded as PipelineConfig;
}

const SCALARS = ["seed", "partBytes", "memoryBytes", "workers", "output", "name"] as const;

/** Settings name a stage's option (`stages.language.keep=["ko"]`), a scalar of the config (`seed=7`), or something in the mixes. */
function applyAll(config: PipelineConfig, settings: readonly Setting[]): PipelineConfig {
  const changed: Record<string, unknown> = { ...config };
  const changes = new Map<string, Record<string, unknown>>();
  const forMixes: Setting[] = [];
  for (const setting of settings) {
    const stage = /^stages\.([^.]+)\.(.+)$/.exec(setting.path);
    if (stage) changes.set(stage[1] as string, { ...changes.get(stage[1] as string), [stage[2] as string]: setting.value });
    else if ((SCALARS as readonly string[]).includes(setting.path)) changed[setting.path] = setting.value;
    else forMixes.push(setting);
  }
  const names = (config.stages as readonly Stage[]).map(({ name }) => name);
  const meant = forMixes.find(({ path }) => names.some((name) => path.startsWith(`${name}.`)));
  if (meant) throw new ConfigError([`--set ${meant.path}: an option of a stage is set as stages.${meant.path}`]);
  for (const name of changes.keys()) {
    if (!names.includes(name))
      throw new ConfigError([`--set stages.${name}: there is no such stage; stages: ${names.join(", ")}`]);
  }
  changed["stages"] = (config.stages as readonly Stage[]).map((stage) => {
    const options = changes.get(stage.name);
    return options ? stage.withOptions(options) : stage;
  });
  changed["mixes"] = setMixPaths(config.mixes ?? {}, forMixes);
  return changed as unknown as PipelineConfig;
}
