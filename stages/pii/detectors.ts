import type { Detector } from "./detector.ts";

/** Every detector of the full set. Their order decides nothing. */
export const DETECTORS: readonly Detector[] = [];
