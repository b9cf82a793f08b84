/** What of a notebook becomes text. */
export interface NotebookOptions {
  /** `drop` leaves out what cells printed; `keep` puts it behind each cell as plain text. */
  readonly outputs: "drop" | "keep";
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** A string, or the strings of a list joined, as notebooks keep long ones. */
function joined(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.filter((piece) => typeof piece === "string").join("") : "";
}

/**
 * Turns a Jupyter notebook (nbformat 3 and 4) into Markdown: prose cells as they are, code cells in fences with their language, outputs
 * as plain text where asked. Undefined when the text is no notebook.
 */
export function notebookText(text: string, { outputs }: NotebookOptions): string | undefined {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(notebook) || typeof notebook.nbformat !== "number") return undefined;
  const cells = Array.isArray(notebook.cells)
    ? listOf(notebook.cells)
    : listOf(notebook.worksheets).flatMap(({ cells: own }) => listOf(own));
  const language = languageOf(notebook);
  return cells.flatMap((cell) => written(cell, language, outputs === "keep")).join("\n\n");
}

function languageOf({ metadata }: Json): string {
  const { language_info: info, kernelspec } = isObject(metadata) ? metadata : ({} as Json);
  const name = (isObject(info) && info.name) || (isObject(kernelspec) && kernelspec.language);
  return typeof name === "string" && /^[\w+#.-]{1,30}$/.test(name) ? name.toLowerCase() : "python";
}

function written(cell: Json, language: string, withOutputs: boolean): readonly string[] {
  const source = joined(cell.source ?? cell.input)
    .replace(/\r\n?/g, "\n")
    .trim();
  switch (cell.cell_type) {
    case "code": {
      const printed = withOutputs ? listOf(cell.outputs).map(outputText).join("").trim() : "";
      return [...(source === "" ? [] : [fenced(source, language)]), ...(printed === "" ? [] : [fenced(printed, "")])];
    }
    case "heading":
      return source === "" ? [] : [`${"#".repeat(Number(cell.level) || 1)} ${source}`];
    default:
      return source === "" ? [] : [source];
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are coloured by the escape character
const COLOURS = /\u001b\[[0-9;]*m/g;

function outputText(output: Json): string {
  const data = isObject(output.data) ? output.data : output;
  const lines = Array.isArray(output.traceback) ? output.traceback.filter((line) => typeof line === "string").join("\n") : "";
  const text = joined(output.text) || joined(data["text/plain"]) || lines;
  return text === "" ? "" : `${text.replace(COLOURS, "").replace(/\n$/, "")}\n`;
}

/** A fence longer than any in the code, as CommonMark asks. */
function fenced(code: string, language: string): string {
  let longest = 2;
  for (const [run] of code.matchAll(/^`{3,}/gm)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}
