import type { BatchBuilder } from "../../engine/batch.ts";
import { InputError } from "../../engine/errors.ts";
import type { PartReader } from "../../engine/source.ts";
import { type ByteInput, compressionOf, decodeBytes } from "./byte-input.ts";
import { CountingBuilder } from "./counting-builder.ts";
import { hasEnding } from "./list-files.ts";
import { archiveOf, lookAt } from "./look-at.ts";
import { type Member, type MemberRefusal, type Members, memberName } from "./members.ts";
import { pieceReader, type StreamedFormat } from "./piece-reader.ts";
import { bytesInMemory, type RandomBytes } from "./random-bytes.ts";
import { readWhole } from "./read-whole.ts";

/** Endings of archives, which are refused inside of archives. */
const ARCHIVE_ENDINGS = [".tar", ".tgz", ".tzst", ".zip"];
/** Faults that are not of the archive's bytes: the next run may not meet them. */
const PASSING_FAULTS = ["INPUT_UNREADABLE", "INPUT_CHANGED"];

/**
 * Reads the members of an archive whose paths end like files of the format, in the archive's order. A member that must be refused counts
 * as one record; one that breaks off costs its own rest. What was wrong is told at the end, when all that can be read has been.
 */
export class MembersReader implements PartReader {
  readonly #members: Members;
  readonly #name: string;
  readonly #format: StreamedFormat;
  readonly #seen = new Set<string>();
  readonly #faults: string[] = [];
  #faultCode = "";
  #current: PartReader | undefined;
  #count = 0;
  #chosen = 0;
  #isDone = false;

  constructor(members: Members, name: string, format: StreamedFormat) {
    this.#members = members;
    this.#name = name;
    this.#format = format;
  }

  get bytesRead(): number {
    return this.#members.position;
  }

  async fill(builder: BatchBuilder): Promise<boolean> {
    const counted = new CountingBuilder(builder);
    while (!counted.full && !(this.#isDone && this.#current === undefined)) {
      if (this.#current) await this.#read(this.#current, counted);
      else await this.#begin(counted);
    }
    if (this.#current || !this.#isDone || counted.count > 0) return true;
    if (this.#faults.length === 0) return false;
    const more = this.#faults.length > 1 ? ` ${this.#faults.length - 1} more of its members are damaged.` : "";
    throw new InputError(`${this.#faults[0]}${more}`, this.#faultCode);
  }

  async #read(reader: PartReader, builder: CountingBuilder): Promise<void> {
    let more = false;
    try {
      more = await reader.fill(builder);
    } catch (error) {
      this.#keep(error);
    }
    if (more) return;
    this.#current = undefined;
    await reader.close();
  }

  #keep(error: unknown): void {
    if (!(error instanceof InputError) || PASSING_FAULTS.includes(error.code)) throw error;
    this.#faults.push(error.message);
    this.#faultCode ||= error.code;
  }

  /** Goes on to the next member. */
  async #begin(builder: BatchBuilder): Promise<void> {
    try {
      const member = await this.#members.next();
      if (!member) {
        this.#isDone = true;
        if (this.#chosen === 0) throw this.#nothingChosen();
        return;
      }
      if (++this.#count > this.#format.options.maxMembers) throw this.#tooMany();
      const refusal = await this.#take(member);
      if (refusal === undefined) return;
      builder.enter({ member: memberName(member.path) ?? member.path });
      builder.refuse(0, refusal);
    } catch (error) {
      this.#isDone ||= this.#current === undefined;
      this.#keep(error);
    }
  }

  /** Opens a member that is wanted; returns why it must be refused. */
  async #take(member: Member): Promise<MemberRefusal | undefined> {
    const name = memberName(member.path);
    const isArchive = hasEnding(member.path, ARCHIVE_ENDINGS);
    const isHidden = name?.split("/").some((step) => step.startsWith("."));
    if (isHidden || !(isArchive || hasEnding(member.path, this.#format.endings))) return undefined;
    this.#chosen++;
    if (name === undefined) return "unsafe-member-path";
    if (this.#seen.has(name)) return "duplicate-member";
    this.#seen.add(name);
    if (member.refused) return member.refused;
    return isArchive ? "nested-archive" : this.#open(member, name);
  }

  async #open(member: Member, name: string): Promise<MemberRefusal | undefined> {
    const shown = `${this.#name}!${name}`;
    const content = await this.#decodedContent(member, shown);
    if (typeof content === "string") return content;
    const looked = await lookAt(content);
    if (archiveOf(looked.head)) {
      await looked.close();
      return "nested-archive";
    }
    const range = { start: 0, end: Number.POSITIVE_INFINITY, decodedStart: 0, name: shown };
    this.#current = pieceReader(looked, range, this.#format, { member: name });
    return undefined;
  }

  /** How a member's content is opened: as it is, or decompressed where it is compressed by itself. */
  async #decodedContent(member: Member, name: string): Promise<MemberRefusal | (() => ByteInput)> {
    const { maxExpansion, maxRecordBytes } = this.#format.options;
    const decoded = (random: RandomBytes) => () =>
      decodeBytes(random, name, { start: 0, end: random.bytes, decodedStart: 0 }, maxExpansion);
    if (member.random && compressionOf(member.random) !== "none") return decoded(member.random);
    if (member.random || !hasEnding(member.path, [".gz", ".zst", ".zstd"])) return () => member.open();
    const held = await readWhole(member.open(), maxRecordBytes);
    return held ? decoded(bytesInMemory(held)) : "member-too-large";
  }

  #nothingChosen(): InputError {
    const wanted = this.#format.endings.map((ending) => `*${ending}`).join(", ");
    return new InputError(
      `${this.#name}: none of its ${this.#count} members is called ${wanted}. Name an archive that holds such files.`,
      "INPUT_MEMBERS",
    );
  }

  #tooMany(): InputError {
    const { maxMembers } = this.#format.options;
    return new InputError(
      `${this.#name}: has more than ${maxMembers} members (maxMembers); the first ${maxMembers} were read. If it may be so, raise the source's maxMembers.`,
      "INPUT_MEMBERS",
    );
  }

  async close(): Promise<void> {
    await this.#current?.close();
    await this.#members.close();
  }
}
