import type { Kernels } from "../../engine/kernels/kernels.ts";
import { DETECTORS } from "./detectors.ts";
import { withModel } from "./names/name-model.ts";
import type { Policy, PolicyTable } from "./policies.ts";
import { redact } from "./policies.ts";
import { isPublic } from "./public-data.ts";
import { PROFILES, type Profile } from "./score.ts";
import { type Candidate, ENTITY_TYPES, type EntityType, type Span } from "./span.ts";
import { SpanFinder } from "./span-finder.ts";

/** What a redactor does. */
export interface RedactorSettings {
  readonly profile: Profile;
  readonly policies: PolicyTable;
  /** Decides surrogates and hashes, together with the value. */
  readonly key: string | Buffer;
}

/** What was found in a text, and what became of it. */
export interface Redaction {
  readonly text: string;
  /** In order; what the policies keep is not among them. */
  readonly spans: readonly Span[];
}

/** Policies by default: e-mail and network addresses become reserved ones of the same form, everything else a tag. */
export function policiesOf(changes: Partial<Record<EntityType, Policy>> = {}): PolicyTable {
  const usual = (type: EntityType): Policy => (type === "EMAIL" || type === "IP_ADDRESS" ? "surrogate" : "tag");
  return Object.fromEntries(ENTITY_TYPES.map((type) => [type, changes[type] ?? usual(type)])) as unknown as PolicyTable;
}

const encoder = new TextEncoder();
/** A replacement may free a value that it hid; further rounds end it. */
const MOST_ROUNDS = 4;

/** Finds personal data in texts in kernel memory and replaces it. */
export class Redactor {
  readonly #kernels: Kernels;
  readonly #finder: SpanFinder;
  readonly #settings: RedactorSettings;

  constructor(kernels: Kernels, settings: RedactorSettings) {
    this.#kernels = kernels;
    this.#settings = settings;
    this.#finder = new SpanFinder(kernels, DETECTORS, PROFILES[settings.profile]);
  }

  /** Personal data of the text at a kernel address that the policies do not keep; undefined where there is none. */
  find(at: number, bytes: number): Redaction | undefined {
    const found = this.#finder.find(at, bytes);
    return found && this.#private(found.text, found.spans);
  }

  #private(text: string, spans: readonly Span[]): Redaction | undefined {
    const private_ = spans.filter((span) => this.#settings.policies[span.type] !== "keep" && !isPublic(text, span));
    return private_.length === 0 ? undefined : { text, spans: private_ };
  }

  /** The same text with what was found replaced, and again until nothing more is found. */
  replace({ text, spans }: Redaction): string {
    const { policies, key } = this.#settings;
    let now = redact(text, spans, policies, key).text;
    for (let round = 1; round < MOST_ROUNDS; round++) {
      const again = this.findInText(now);
      if (!again) break;
      const next = redact(now, again.spans, policies, key).text;
      if (next === now) break;
      now = next;
    }
    return now;
  }

  /** As `find`, for a text that is a string; `added` is what a model found in it, in its offsets. */
  findInText(text: string, added: readonly Candidate[] = []): Redaction | undefined {
    const bytes = encoder.encode(text);
    const mark = this.#kernels.mark();
    const at = this.#kernels.alloc(bytes.length);
    this.#kernels.bytes().set(bytes, at);
    const found = this.#finder.find(at, bytes.length);
    this.#kernels.release(mark);
    // A lone surrogate became U+FFFD on the way, which is as long.
    return this.#private(text, withModel(found?.spans ?? [], added));
  }
}
