import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../../engine/errors.ts";

/** Forms of weights by the file they lie in, as Transformers.js names them; the first that is there is taken. */
const FORMS = {
  q8: "model_quantized.onnx",
  fp32: "model.onnx",
  fp16: "model_fp16.onnx",
  int8: "model_int8.onnx",
  uint8: "model_uint8.onnx",
  q4: "model_q4.onnx",
} as const;
export type WeightForm = keyof typeof FORMS;
export const WEIGHT_FORMS = Object.keys(FORMS) as readonly WeightForm[];

/** Where a model's files are: a folder on this machine, or a name on the Hugging Face hub, which is downloaded. */
export interface ModelLocation {
  /** What Transformers.js is asked for: the folder's name, or `owner/name`. */
  readonly name: string;
  /** Folder that holds the model's; undefined for a model of the hub. */
  readonly parent: string | undefined;
  readonly form: WeightForm;
  /** Names the model in results: digest of the weights, or the hub's name. */
  readonly id: string;
}

const wrong = (where: string, what: string, wanted: string): InputError =>
  new InputError(`${where}: ${what}. Give ${wanted}.`, "MODEL_UNREADABLE");

/**
 * Finds a model by a folder's path or a hub id. A folder holds `config.json`, `tokenizer.json` and weights in `onnx/`. Throws
 * {@link InputError} that names what is missing: the library itself only tells of undefined properties.
 */
export function locateModel(where: string, form?: WeightForm): ModelLocation {
  if (!existsSync(where)) {
    if (!/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(where))
      throw wrong(where, "there is no such folder, and it is no hub id either", "a folder, or owner/name of the hub");
    return { name: where, parent: undefined, form: form ?? "q8", id: `transformer:${where}` };
  }
  const folder = resolve(where);
  if (!statSync(folder).isDirectory())
    throw wrong(where, "it is a file", "the folder that holds config.json, tokenizer.json and onnx/");
  for (const file of ["config.json", "tokenizer.json"])
    if (!existsSync(join(folder, file))) throw wrong(where, `it holds no ${file}`, "a model exported for Transformers.js");
  const found = (form === undefined ? WEIGHT_FORMS : [form]).find((each) => existsSync(weightsPath(folder, each)));
  if (found === undefined) {
    const there = existsSync(join(folder, "onnx")) ? readdirSync(join(folder, "onnx")).join(", ") : "no folder onnx";
    const wanted = form === undefined ? "a model exported to ONNX" : `another form of weights than ${form}`;
    throw wrong(where, `its weights are not there, got ${there || "an empty folder onnx"}`, wanted);
  }
  const digest = createHash("sha256")
    .update(readFileSync(weightsPath(folder, found)))
    .digest("hex");
  return { name: basename(folder), parent: dirname(folder), form: found, id: `transformer:${digest.slice(0, 12)}` };
}

/** The file of a form of weights in a model's folder. */
export const weightsPath = (folder: string, form: WeightForm): string => join(folder, "onnx", FORMS[form]);
