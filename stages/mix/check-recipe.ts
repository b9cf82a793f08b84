import type { Problem } from "../../engine/errors.ts";
import type { MixRecipe } from "../../engine/mix.ts";
import { type Complain, checkBucket, checkNumber, checkOptions, isRecord, type KnownNames, show } from "./check-bucket.ts";
import { drawOrder } from "./draw-order.ts";
import { suggestName } from "./nearest-name.ts";

const OPTIONS = ["tokens", "buckets", "disjointFrom", "within", "shardTokens", "shardBytes", "attributes", "metadata"];
/** Folders that a run keeps beside those of its mixes. */
const TAKEN_FOLDERS = ["pool", "work", "signatures"];
/** More than rounding of a sum of shares, less than anyone means by a share. */
const SHARES_TOLERANCE = 1e-9;
/** Buckets are numbered in 16 bits, and the highest number means none. */
const BUCKETS_AT_MOST = 65_535;

/** The attribute that holds a document's token count. */
const TOKENS = "tokens";

type Fields = Readonly<Record<string, unknown>>;

function checkMixName(mix: string, mixes: readonly string[], complain: Complain): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*$/u.test(mix)) {
    complain(
      "the name of a mix is the name of its folder and must consist of letters, digits, - and _, beginning with a letter or digit",
    );
  } else if (TAKEN_FOLDERS.includes(mix.toLowerCase())) {
    complain(`the name is taken by a folder of the run; names that are: ${TAKEN_FOLDERS.join(", ")}`);
  }
  const folder = (name: string) => name.normalize("NFC").toLowerCase();
  const twin = mixes.slice(0, mixes.indexOf(mix)).find((other) => folder(other) === folder(mix));
  if (twin !== undefined) complain(`the name is the same folder as "${twin}" where file names ignore case`);
}

function checkBudget({ tokens }: Fields, complain: Complain): void {
  if (tokens === undefined) return;
  if (!isRecord(tokens)) {
    checkNumber("tokens", tokens, complain, { above: true });
    return;
  }
  checkOptions(tokens, ["ofPool"], (message) => complain(`tokens.${message}`));
  checkNumber("tokens.ofPool", tokens["ofPool"], complain, { above: true });
}

function checkOthers(mix: string, { disjointFrom = [], within }: Fields, mixes: readonly string[], complain: Complain): void {
  const check = (option: string, other: unknown) => {
    if (typeof other !== "string") complain(`${option} must name a mix, got ${show(other)}`);
    else if (other === mix) complain(`${option} names the mix itself; wanted another one`);
    else if (!mixes.includes(other))
      complain(`${option} "${other}" is no mix of this pipeline; ${suggestName(other, "mixes", mixes)}`);
  };
  if (!Array.isArray(disjointFrom)) complain(`disjointFrom must be a list of mixes, got ${show(disjointFrom)}`);
  else for (const other of disjointFrom) check("disjointFrom", other);
  if (within === undefined) return;
  check("within", within);
  if (Array.isArray(disjointFrom) && disjointFrom.includes(within)) {
    complain(`within and disjointFrom both name "${within}", which leaves no document; keep one of them`);
  }
}

function checkOutput({ shardTokens, shardBytes, attributes, metadata }: Fields, known: KnownNames, complain: Complain): void {
  if (shardTokens !== undefined) checkNumber("shardTokens", shardTokens, complain, { above: true });
  if (shardBytes !== undefined) checkNumber("shardBytes", shardBytes, complain, { above: true });
  if (metadata !== undefined && typeof metadata !== "boolean") complain(`metadata must be true or false, got ${show(metadata)}`);
  if (attributes === undefined) return;
  if (!Array.isArray(attributes)) {
    complain(`attributes must be a list of attribute names, got ${show(attributes)}`);
    return;
  }
  for (const name of attributes) {
    if (typeof name !== "string") complain(`attributes must be a list of attribute names, got ${show(name)} in it`);
    else if (!Object.hasOwn(known.attributes, name)) {
      complain(`attributes: no stage writes "${name}"; ${suggestName(name, "attributes", Object.keys(known.attributes))}`);
    }
  }
}

function checkShares(recipe: Fields, buckets: readonly Fields[], complain: Complain): void {
  const shares = buckets
    .map((bucket) => bucket["share"])
    .filter((share) => typeof share === "number" && share >= 0 && share <= 1);
  if (shares.length === 0) return;
  if (recipe["tokens"] === undefined) {
    complain("buckets ask for shares of a token budget, and there is none; add tokens, such as 2_000_000_000 or { ofPool: 0.1 }");
  }
  const sum = (shares as number[]).reduce((total, share) => total + share, 0);
  if (sum <= 1 + SHARES_TOLERANCE) return;
  const shown = sum.toFixed(2) === "1.00" ? sum.toPrecision(10) : sum.toFixed(2);
  complain(`shares add up to ${shown}; they may add up to 1 at most`);
}

function checkTokensCounted(buckets: readonly Fields[], known: KnownNames, complain: Complain): void {
  if (Object.hasOwn(known.attributes, TOKENS)) return;
  const asks = ({ share, tokens, repeat }: Fields) =>
    share !== undefined || tokens !== undefined || (typeof repeat === "number" && repeat % 1 !== 0);
  if (buckets.some(asks)) complain(`buckets ask for tokens, and no stage writes "${TOKENS}"; add countTokens() to the stages`);
}

function checkBuckets(at: string, recipe: Fields, known: KnownNames, problems: Problem[]): void {
  const buckets = recipe["buckets"];
  const complain = (message: string) => void problems.push({ message: `${at}: ${message}` });
  if (!Array.isArray(buckets) || buckets.length === 0) {
    complain(`buckets must be a list of at least one bucket, got ${show(buckets)}`);
    return;
  }
  if (buckets.length > BUCKETS_AT_MOST) complain(`there may be ${BUCKETS_AT_MOST} buckets at most, got ${buckets.length}`);
  const seen = new Map<unknown, number>();
  for (const [index, bucket] of buckets.entries()) {
    const place = `${at}.buckets[${index}]`;
    const name = isRecord(bucket) && typeof bucket["name"] === "string" ? bucket["name"] : undefined;
    const complainHere = (message: string) =>
      void problems.push({ message: `${place}${name === undefined ? "" : ` (${name})`}: ${message}` });
    if (!isRecord(bucket)) {
      complainHere(`must be an object, got ${show(bucket)}`);
      continue;
    }
    checkBucket(bucket, known, complainHere);
    const twin = name === undefined ? undefined : seen.get(name);
    if (twin !== undefined) complainHere(`buckets[${twin}] has the same name; names must differ`);
    else seen.set(name, index);
  }
  checkShares(recipe, buckets.filter(isRecord), complain);
  checkTokensCounted(buckets.filter(isRecord), known, complain);
}

/** The other mixes that a recipe of any shape waits for. */
function dependenciesOf(mix: string, { disjointFrom, within }: Fields): Pick<MixRecipe, "disjointFrom"> {
  const named: unknown[] = [...(Array.isArray(disjointFrom) ? disjointFrom : []), within];
  return { disjointFrom: named.filter((other): other is string => typeof other === "string" && other !== mix) };
}

/** Everything that is wrong with the mixes of a config, in the words of the config and all at once; recipes may be of any shape. */
export function checkMixes(mixes: Readonly<Record<string, unknown>>, known: KnownNames): readonly Problem[] {
  const problems: Problem[] = [];
  const names = Object.keys(mixes);
  const dependencies: Record<string, ReturnType<typeof dependenciesOf>> = {};
  for (const [mix, recipe] of Object.entries(mixes)) {
    const at = `mixes.${mix}`;
    const complain = (message: string) => void problems.push({ message: `${at}: ${message}` });
    checkMixName(mix, names, complain);
    if (!isRecord(recipe)) {
      complain(`must be an object, got ${show(recipe)}`);
      continue;
    }
    checkOptions(recipe, OPTIONS, complain);
    checkBudget(recipe, complain);
    checkBuckets(at, recipe, known, problems);
    checkOthers(mix, recipe, names, complain);
    checkOutput(recipe, known, complain);
    dependencies[mix] = dependenciesOf(mix, recipe);
  }
  for (const cycle of drawOrder(dependencies).cycles) {
    problems.push({
      message: `mixes: ${cycle.join(" → ")} wait for each other through disjointFrom and within; one of them must be drawn first`,
    });
  }
  return problems;
}
