import { resolve } from "node:path";
import { type Verification, verify } from "../manifests/verify.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { bytes, count, many } from "./format.ts";
import { printable } from "./table.ts";
import { type Colours, coloursFor } from "./terminal.ts";

/** `kijil verify`: recounts and rehashes shards; answers 4 where anything differs. */
export const command: Command<"verify"> = async ({ positionals, flags, stdout, environment, folder }) => {
  const [path] = positionals as readonly [string];
  const verification = verify(resolve(folder, path));
  const good = verification.findings.length === 0;
  if (flags.json) stdout.write(`${JSON.stringify({ format: "kijil-verify/1", good, ...verification })}\n`);
  else stdout.write(describe(path, verification, coloursFor(stdout, environment)));
  return good ? EXIT.done : EXIT.check;
};

function describe(path: string, verification: Verification, colours: Colours): string {
  const { findings, moreFindings, mixes, shards, documents, bytes: size, lineage } = verification;
  const checked = `${many(shards, "shard")} of ${many(mixes.length, "mix", "mixes")}, ${many(documents, "document")}, ${bytes(size)}`;
  const against = lineage ? "manifest and lineage" : "the manifest; there is no lineage beside it";
  if (findings.length === 0) return `${colours.green("✔")} ${path}: ${checked} agree with ${against}\n`;
  const lines = findings.map(
    ({ where, got, wanted }) => `${colours.red("✖")} ${printable(where)}: got ${printable(got)}, wanted ${printable(wanted)}\n`,
  );
  const more = moreFindings > 0 ? `  and ${count(moreFindings)} more\n` : "";
  const differences = many(findings.length + moreFindings, "difference");
  const remedy =
    mixes.length === 0 ? "Give the run's command again to finish it." : "kijil mix writes the shards again from the pool.";
  return `${lines.join("")}${more}  ${differences} in ${checked}. ${remedy}\n`;
}
