import type { MixRecipe, Written } from "./mix.ts";
import type { Source } from "./source.ts";
import type { Stage } from "./stage.ts";

/** The whole pipeline: what is read, what happens to it in which order, and what is drawn from the result. */
export interface PipelineConfig<
  Sources extends readonly Source[] = readonly Source[],
  // biome-ignore lint/suspicious/noExplicitAny: stages of unlike attributes stand in one list
  Stages extends readonly Stage<any>[] = readonly Stage<any>[],
> {
  readonly name: string;
  /** Every random choice of the run follows from this number. */
  readonly seed?: number;
  /** Folder of the run's output, relative to the config file. Default `out/<name>`. */
  readonly output?: string;
  readonly sources: Sources;
  /** Top to bottom is the order a document travels. */
  readonly stages: Stages;
  readonly mixes: Readonly<Record<string, MixRecipe<Sources[number]["name"], Written<Stages>>>>;
  /** Worker threads. Default: as many as the machine has processors. Never changes a byte of the output. */
  readonly workers?: number;
  /** A file is cut into parts of about this many bytes. Default 32 MiB. */
  readonly partBytes?: number;
  /** Bytes a barrier may hold at once beside its answer. Default 1 GiB. */
  readonly memoryBytes?: number;
}

/** Gives a config its types: source names, options and attributes complete and are checked in the editor. */
export function defineConfig<
  const Sources extends readonly Source[],
  // biome-ignore lint/suspicious/noExplicitAny: see PipelineConfig
  const Stages extends readonly Stage<any>[],
>(config: PipelineConfig<Sources, Stages>): PipelineConfig<Sources, Stages> {
  return config;
}
