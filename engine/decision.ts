/** Numbers and labels that stages attach to a document, e.g. `{ "edu.score": 0.81, lang: "ko" }`. */
export type Attributes = Readonly<Record<string, number | string>>;

export interface Keep {
  readonly action: "keep";
  readonly set?: Attributes;
}
export interface Drop<R extends string> {
  readonly action: "drop";
  readonly reason: R;
  /** The number that was measured, to be recorded beside the reason's threshold. */
  readonly value?: number;
  readonly set?: Attributes;
}
export interface Edit<R extends string> {
  readonly action: "edit";
  readonly reason: R;
  readonly text: string;
  readonly set?: Attributes;
}

/** What a stage answers about one document. */
export type Decision<R extends string = string> = Keep | Drop<R> | Edit<R>;

/** The document goes on unchanged; one frozen object, so that the common answer allocates nothing. */
export const keep: Keep = Object.freeze({ action: "keep" });

/** The document goes on unchanged with attributes found out about it. */
export const keepWith = (set: Attributes): Keep => ({ action: "keep", set });

/** The document leaves the line for a declared reason; `value` is what was measured against the reason's threshold. */
export const drop = <const R extends string>(reason: R, value?: number, set?: Attributes): Drop<R> => ({
  action: "drop",
  reason,
  ...(value === undefined ? {} : { value }),
  ...(set === undefined ? {} : { set }),
});

/** The document goes on with another text, for a declared reason. */
export const edit = <const R extends string>(text: string, reason: R, set?: Attributes): Edit<R> =>
  set === undefined ? { action: "edit", reason, text } : { action: "edit", reason, text, set };
