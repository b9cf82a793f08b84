import { address } from "./addresses/address.ts";
import { birthDate } from "./birth-date.ts";
import type { Detector } from "./detector.ts";
import { person } from "./names/person.ts";

/** Every detector of the full set. Their order decides nothing. */
export const DETECTORS: readonly Detector[] = [person, address, birthDate];
