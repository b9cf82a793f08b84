import type { Awaitable } from "../../engine/stage.ts";
import type { ByteInput } from "./byte-input.ts";
import type { RandomBytes } from "./random-bytes.ts";

/** Why a member of an archive is refused, as quarantine names it, and what that means. */
export const MEMBER_REFUSALS = {
  "unsafe-member-path": "The member's path is absolute, leads out of the archive, or holds a zero character.",
  "duplicate-member": "The archive has had a member of this path before.",
  "nested-archive": "The member is itself an archive. Unpack it beside this one and name it as a file.",
  "member-not-a-file": "The member is a link, a device or a sparse file.",
  "encrypted-member": "The member is encrypted.",
  "member-compression-unknown": "The member is compressed in a way other than deflate or zstd.",
  "member-too-large": "The member is compressed inside a compressed archive and larger than maxRecordBytes. Unpack it.",
} as const;

/** One of the {@link MEMBER_REFUSALS}. */
export type MemberRefusal = keyof typeof MEMBER_REFUSALS;

/** A file in an archive. */
export interface Member {
  /** As the archive has it. */
  readonly path: string;
  /** Why its content cannot be had. */
  readonly refused?: MemberRefusal;
  /** Opens its content from its first byte; again only when it has been closed. */
  open(): ByteInput;
  /** Its content at any position, where that costs no decoding. */
  readonly random?: RandomBytes;
}

/** The members of an archive in its own order, one at a time: each is done with when the next is asked for. */
export interface Members {
  /** Undefined at the end. Throws {@link InputError} where the archive is damaged; there is nothing more then. */
  next(): Promise<Member | undefined>;
  /** Byte of the archive up to which it was read. */
  readonly position: number;
  close(): Awaitable<void>;
}

const encloses = (path: string): boolean => path.split("/").includes("..");

/**
 * The path by which a member is known: `/` between folders, without `./` in front, NFC; undefined where it is absolute, leads out of the
 * archive or holds a zero character. Nothing is ever written to it, but ids and quarantine name it.
 */
export function memberName(path: string): string | undefined {
  const clean = path
    .replaceAll("\\", "/")
    .replace(/^(\.\/+)+/, "")
    .normalize("NFC");
  if (clean === "" || clean.startsWith("/") || /^[A-Za-z]:/.test(clean) || clean.includes("\0") || encloses(clean))
    return undefined;
  return clean;
}
