/** The nouns of mixing, that recipes, the drawing, the shard writers and the manifest all speak of. */

type OneOf<T> = { [K in keyof T]: { readonly [P in K]: T[P] } & { readonly [P in Exclude<keyof T, K>]?: never } }[keyof T];

/** How much of a bucket a mix takes: exactly one of the four. */
export type Amount = OneOf<{
  /** Fraction of the mix's token budget. */
  share: number;
  /** At most this many tokens: documents that do not fit into what is left are passed over. */
  tokens: number;
  /** Exactly this many documents. */
  documents: number;
  /** Every document of the bucket, this many times. */
  repeat: number;
}>;

/** A half-open range of a number attribute. */
export interface NumberRange {
  readonly atLeast?: number;
  readonly below?: number;
}

type UnionToIntersection<U> = (U extends unknown ? (each: U) => void : never) extends (both: infer I) => void ? I : never;
/** The attributes that a list of stages writes, by name and kind. */
export type Written<S extends readonly { readonly writes: object }[]> = UnionToIntersection<S[number]["writes"]>;

type QueryOf<Kind> = Kind extends "number" ? NumberRange : string | readonly string[];
/** A number attribute takes a range, a label attribute the labels wanted. */
export type AttributeQuery<A> = { readonly [K in keyof A]?: QueryOf<A[K]> };

/** Which pooled documents a bucket draws from; everything named must hold. */
export interface Where<N extends string = string, A = Readonly<Record<string, "number" | "label">>> {
  readonly source?: N | readonly N[];
  readonly attributes?: AttributeQuery<A>;
}

/** A part of a mix: a query and an amount. A document belongs to the first bucket of its mix whose query it meets. */
export type Bucket<N extends string = string, A = Readonly<Record<string, "number" | "label">>> = Amount & {
  readonly name: string;
  readonly where: Where<N, A>;
  /** How often one document may appear at most. Default 1; a `repeat` sets its own. */
  readonly maxRepeats?: number;
  /** A number attribute: documents with the highest value are drawn first. Default: by a keyed hash of the document's id. */
  readonly bestBy?: keyof A & string;
};

/** The recipe of one training phase. */
export interface MixRecipe<N extends string = string, A = Readonly<Record<string, "number" | "label">>> {
  /** Token budget that shares refer to: a count, or a fraction of all tokens in the pool. */
  readonly tokens?: number | { readonly ofPool: number };
  readonly buckets: readonly Bucket<N, A>[];
  /** Mixes drawn before this one, whose documents this one leaves alone. */
  readonly disjointFrom?: readonly string[];
  /** A mix drawn before this one, out of whose documents alone this one draws. */
  readonly within?: string;
  /** A shard holds at most this many tokens … */
  readonly shardTokens?: number;
  /** … and this many bytes of records before compression; a larger document has a shard to itself. Default 128 MiB. */
  readonly shardBytes?: number;
  /** Attributes that each record carries. Default: all. */
  readonly attributes?: readonly (keyof A & string)[];
  /** Whether records carry their metadata object. Default true. */
  readonly metadata?: boolean;
}

/** What was asked of a bucket and what the pool could give; counts are documents or tokens, copies included. */
export interface BucketPlan {
  readonly name: string;
  /** Tokens asked for; null where the amount is in documents or repeats. */
  readonly askedTokens: number | null;
  readonly availableDocuments: number;
  readonly availableTokens: number;
  readonly documents: number;
  readonly distinctDocuments: number;
  readonly tokens: number;
  /** tokens ÷ availableTokens. */
  readonly repeats: number;
  /** Tokens (or documents, for a `documents` amount) the pool could not give; never silently filled. */
  readonly shortfall: number;
  readonly shortfallUnit: "tokens" | "documents";
}

/** A mix as drawn, before its shards are written. */
export interface MixPlan {
  readonly mix: string;
  /** The budget in tokens, or null where no bucket needs one. */
  readonly budget: number | null;
  readonly tokens: number;
  readonly documents: number;
  readonly buckets: readonly BucketPlan[];
  /** What a person should hear before training on this mix, one sentence each; shortfalls stand in their buckets. */
  readonly warnings: readonly string[];
}

/** One finished output file. */
export interface Shard {
  readonly file: string;
  readonly documents: number;
  readonly tokens: number;
  /** Size of the file. */
  readonly bytes: number;
  /** Size of its records before compression. */
  readonly rawBytes: number;
  readonly sha256: string;
  readonly bySource: Readonly<Record<string, number>>;
  readonly byLanguage: Readonly<Record<string, number>>;
  readonly byBucket: Readonly<Record<string, number>>;
}

/** The documents of one mix in the order they are written, as columns; index = position over all shards. */
export interface Selection {
  readonly mix: string;
  readonly documents: number;
  /** Part and row of the document, as in lineage. */
  readonly part: Uint32Array;
  readonly row: Uint32Array;
  readonly bucket: Uint16Array;
  /** Which copy of the document this is, from 0. */
  readonly copy: Uint16Array;
  /** Index of the first document of each shard, and `documents` at the end. */
  readonly shardStart: Uint32Array;
}
