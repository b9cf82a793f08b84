/** The public door: what a config file or a stage of one's own needs. */
export { defineConfig, type PipelineConfig } from "./engine/config.ts";
export { type Attributes, type Decision, drop, edit, keep, keepWith } from "./engine/decision.ts";
export type { Document } from "./engine/document.ts";
export type { Amount, Bucket, MixRecipe, NumberRange, Where } from "./engine/mix.ts";
export { flag, listOf, number, oneOf, required, strings, text } from "./engine/options.ts";
export type { Part, PartReader, Source } from "./engine/source.ts";
export {
  type BarrierStage,
  type DocumentStage,
  defineBarrier,
  defineStage,
  type Stage,
  type StageContext,
} from "./engine/stage.ts";
