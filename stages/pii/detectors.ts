import { address } from "./addresses/address.ts";
import { birthDate } from "./birth-date.ts";
import { codes } from "./codes.ts";
import type { Detector } from "./detector.ts";
import { emails } from "./emails.ts";
import { handles } from "./handles.ts";
import { person } from "./names/person.ts";
import { networkAddresses } from "./network-addresses.ts";
import { numbers } from "./numbers.ts";
import { secrets } from "./secrets.ts";

/** Every detector of the full set. Their order decides nothing. */
export const DETECTORS: readonly Detector[] = [
  numbers,
  codes,
  emails,
  handles,
  networkAddresses,
  secrets,
  person,
  address,
  birthDate,
];
