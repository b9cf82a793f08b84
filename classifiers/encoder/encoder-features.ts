import { join } from "node:path";
import type { Transformer, TransformerProgress } from "../transformer/transformer.ts";
import { FeatureCache } from "./feature-cache.ts";

/** Raised when an encoder's features are made in another way, so that cached ones are made again. */
const FEATURES_VERSION = 1;
/** Texts between two writes to the cache. */
const CHUNK = 64;

/** How far the encoding of texts has come. */
export interface EncodingProgress {
  readonly texts: number;
  readonly allTexts: number;
  /** Texts that were found in the cache. */
  readonly cached: number;
  readonly tokens: number;
}

/**
 * Features of texts under a frozen encoder, in their order: the mean of its last states over tokens and windows. With a folder, what was
 * encoded once is taken from there.
 */
export async function encodeTexts(
  transformer: Transformer,
  texts: readonly string[],
  { cacheFolder, onProgress }: { readonly cacheFolder?: string; readonly onProgress?: (progress: EncodingProgress) => void } = {},
): Promise<readonly Float32Array[]> {
  const columns = (await transformer.features([""]))[0]?.length ?? 0;
  const name = `${transformer.id.replace(/[^\w.-]+/g, "-")}-${FEATURES_VERSION}.features`;
  const cache = cacheFolder === undefined ? undefined : new FeatureCache(join(cacheFolder, name), columns);
  const found: (Float32Array | undefined)[] = texts.map((text) => cache?.get(text));
  const missing = texts.flatMap((_, index) => (found[index] ? [] : [index]));
  const cached = texts.length - missing.length;
  let tokens = 0;
  for (let start = 0; start < missing.length; start += CHUNK) {
    const chunk = missing.slice(start, start + CHUNK);
    const chunkTexts = chunk.map((index) => texts[index] as string);
    let chunkTokens = 0;
    const features = await transformer.features(chunkTexts, (progress: TransformerProgress) => {
      chunkTokens = progress.tokens;
    });
    tokens += chunkTokens;
    cache?.add(chunkTexts, features);
    for (const [place, index] of chunk.entries()) found[index] = Float32Array.from(features[place] as Float64Array);
    onProgress?.({ texts: cached + start + chunk.length, allTexts: texts.length, cached, tokens });
  }
  return found as Float32Array[];
}
