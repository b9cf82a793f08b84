import type { AddedToken, TokenModel } from "./token-model.ts";
import { type Json, refuse } from "./unrecognised.ts";

/** Added tokens: the special ones, which are text in a text, and those that are looked for before anything else. */
export function addedIn(
  file: Json,
  tokens: Uint8Array[],
  isNormalised: boolean,
): Pick<TokenModel, "hidden" | "added" | "special"> {
  const hidden = new Set<number>();
  const added: AddedToken[] = [];
  const special: Record<string, number> = {};
  for (const each of (file["added_tokens"] ?? []) as readonly Json[]) {
    const content = each["content"] as string;
    const id = each["id"] as number;
    while (tokens.length < id) tokens.push(new Uint8Array());
    const isOfModel = (tokens[id]?.length ?? 0) > 0;
    if (!isOfModel) {
      tokens[id] = Buffer.from(content);
      hidden.add(id);
    }
    if (each["special"] === true) special[content] = id;
    else {
      if (each["single_word"] || each["lstrip"] || each["rstrip"]) refuse("added tokens with conditions");
      if (each["normalized"] && isNormalised) refuse("added tokens that are looked for after normalising");
      added.push({ id, content });
    }
  }
  return { hidden, added, special };
}
