import { crc32 } from "node:zlib";
import type { SchemaTree } from "hyparquet";
import { parquetHeader, readPage } from "hyparquet/src/column.js";
import { convert, DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel, isMapLike } from "hyparquet/src/schema.js";
import type { ColumnDecoder, DecodedArray, PageHeader } from "hyparquet/src/types.js";
import { InputError } from "../../../engine/errors.ts";
import { Damaged } from "../damaged.ts";
import { EXPANSION_FLOOR_BYTES } from "../limited-input.ts";
import type { RandomAccess } from "../random-access.ts";
import { checkPage } from "./check-page.ts";
import { Incomplete, thriftStructEnd } from "./check-thrift.ts";
import { decompress, isKnownCodec } from "./codecs.ts";
import type { ColumnChunk } from "./footer.ts";

/** Bytes read at once where page headers are looked for. */
const WINDOW_BYTES = 64 * 1024;
/** Headers hold statistics, which may be long strings. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
/** Writers make pages of some ten thousand values; one may be all nulls, which take no bytes. */
const MAX_PAGE_VALUES = 8 * 1024 * 1024;

/** What a page may take. */
export interface PageLimits {
  /** Longest page, decoded. */
  readonly maxPageBytes: number;
  /** Decoded bytes of a column for each of its bytes in the file. */
  readonly maxExpansion: number;
}

const decoder = new TextDecoder();

/** What a JSON column holds; a value that is no JSON stays the string it is. */
function parseJson(bytes: Uint8Array | null | undefined): unknown {
  if (!bytes) return bytes;
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return bytes;
  }
}

/** Strings stay the bytes they are: texts are copied without being decoded. */
const PARSERS = {
  ...DEFAULT_PARSERS,
  stringFromBytes: (bytes: Uint8Array) => bytes,
  jsonFromBytes: parseJson,
};

/** Reads one column of a row group page by page; of the file it holds the page it is at. */
export class ColumnPages {
  readonly #file: RandomAccess;
  readonly #chunk: ColumnChunk;
  readonly #decoder: ColumnDecoder;
  readonly #limits: PageLimits;
  readonly #name: string;
  /** Decoded bytes that the column may yet have. */
  #decodedLeft: number;
  readonly #maxRepetition: number;
  readonly #maxDefinition: number;
  #at: number;
  #valuesLeft: number;
  #window = new Uint8Array(0);
  #windowAt = 0;
  #dictionary: DecodedArray | undefined;
  /** The last row of a repeated column, which the next page may go on with. */
  // biome-ignore lint/suspicious/noExplicitAny: rows are of whatever type the column is
  #openRow: any[] = [];

  /** `schemaPath`: from the root of the schema to the leaf. Throws {@link InputError} `INPUT_UNSUPPORTED`, {@link Damaged}. */
  constructor(file: RandomAccess, name: string, chunk: ColumnChunk, schemaPath: readonly SchemaTree[], limits: PageLimits) {
    const column = chunk.path.join(".");
    const { element } = schemaPath.at(-1) as SchemaTree;
    if (chunk.hindrance) throw unsupported(name, column, chunk.hindrance);
    if (!isKnownCodec(chunk.codec)) throw unsupported(name, column, `is compressed with ${chunk.codec}`);
    if (element.converted_type === "BSON" || element.converted_type === "INTERVAL")
      throw unsupported(name, column, `holds ${element.converted_type}`);
    if (!chunk.isInside) throw new Damaged(`its column ${column} lies outside of it`);
    if (!element.type) throw new Damaged(`its column ${column} has no type`);
    this.#file = file;
    this.#chunk = chunk;
    this.#limits = limits;
    this.#name = name;
    this.#decodedLeft = Math.max(EXPANSION_FLOOR_BYTES, (chunk.end - chunk.start) * limits.maxExpansion);
    this.#at = chunk.start;
    this.#valuesLeft = chunk.values;
    this.#decoder = {
      pathInSchema: [...chunk.path],
      type: element.type,
      element,
      schemaPath: [...schemaPath],
      codec: "UNCOMPRESSED",
      parsers: isMapKey(schemaPath) ? DEFAULT_PARSERS : PARSERS,
    };
    this.#maxRepetition = getMaxRepetitionLevel([...schemaPath]);
    this.#maxDefinition = getMaxDefinitionLevel([...schemaPath]);
  }

  /** The next rows, one at least, as the column nests them; undefined at the end. Throws {@link Damaged} or what the decoder throws. */
  next(): DecodedArray | undefined {
    while (this.#valuesLeft > 0 && this.#at < this.#chunk.end) {
      const header = this.#header();
      const body = this.#bytes(header.compressed_page_size);
      if (header.crc !== undefined && (crc32(body) | 0) !== header.crc) throw new Damaged("a page is not what its checksum says");
      if (header.type === "DICTIONARY_PAGE") this.#readDictionary(header, body);
      else if (header.type === "DATA_PAGE" || header.type === "DATA_PAGE_V2") {
        const rows = this.#readRows(header, body);
        if (rows.length > 0) return rows;
      }
    }
    const last = this.#openRow;
    this.#openRow = [];
    return last.length > 0 ? last : undefined;
  }

  #header(): PageHeader {
    const from = this.#at - this.#windowAt;
    if (from < 0 || from >= this.#window.length) this.#look(WINDOW_BYTES);
    const end = this.#headerEnd();
    const header = parquetHeader({ view: new DataView(this.#window.buffer), offset: this.#at - this.#windowAt });
    this.#at = end;
    const { compressed_page_size: compressed, uncompressed_page_size: size } = header;
    if (!(compressed >= 0 && size >= 0 && end + compressed <= this.#chunk.end))
      throw new Damaged("a page reaches beyond its column");
    this.#checkSize(size, compressed);
    return header;
  }

  /** Where the header ends that begins here; looks further where it goes on behind the window. */
  #headerEnd(): number {
    for (let room = WINDOW_BYTES; ; room *= 4) {
      try {
        return this.#windowAt + thriftStructEnd(this.#window, this.#at - this.#windowAt);
      } catch (error) {
        const hasAll = this.#windowAt + this.#window.length >= Math.min(this.#chunk.end, this.#at + MAX_HEADER_BYTES);
        if (!(error instanceof Incomplete) || hasAll) throw error;
        this.#look(room);
      }
    }
  }

  /** Takes the next bytes of the column into the window. */
  #look(bytes: number): void {
    this.#window = this.#file.read(this.#at, Math.min(bytes, this.#chunk.end - this.#at));
    this.#windowAt = this.#at;
  }

  #checkSize(size: number, compressed: number): void {
    const { maxPageBytes, maxExpansion } = this.#limits;
    const most = Math.min(maxPageBytes, Math.max(EXPANSION_FLOOR_BYTES, compressed * maxExpansion));
    if (size > most) throw new Damaged(`a page has ${size} bytes, at most ${most} are read`, "page-too-long");
    this.#decodedLeft -= size;
    if (this.#decodedLeft < 0)
      throw new InputError(
        `${this.#name}: the ${this.#chunk.end - this.#chunk.start} bytes of a column decode to more than ${maxExpansion} for each (maxExpansion). If it may be so, raise the source's maxExpansion.`,
        "INPUT_EXPANSION",
      );
  }

  /** The next bytes, in a buffer of their own: the decoder bounds what it reads by the buffer. */
  #bytes(bytes: number): Uint8Array {
    const from = this.#at - this.#windowAt;
    const isHeld = from >= 0 && from + bytes <= this.#window.length;
    const body = isHeld ? this.#window.slice(from, from + bytes) : this.#file.read(this.#at, bytes);
    this.#at += bytes;
    return body;
  }

  #readDictionary(header: PageHeader, body: Uint8Array): void {
    const size = header.uncompressed_page_size;
    const page = decompress(this.#chunk.codec, body, size);
    const values = header.dictionary_page_header?.num_values ?? -1;
    if (!(values >= 0 && values <= size * 8)) throw new Damaged(`a dictionary announces ${values} values`);
    const { data } = readPage(readerOf(page), { ...header, compressed_page_size: size }, this.#decoder, undefined, undefined, 0);
    this.#dictionary = convert(data ?? [], this.#decoder);
  }

  #readRows(header: PageHeader, body: Uint8Array): DecodedArray {
    const isSecond = header.type === "DATA_PAGE_V2";
    const data = isSecond ? header.data_page_header_v2 : header.data_page_header;
    if (!data) throw new Damaged("a page has no header of its kind");
    const values = data.num_values;
    if (!(values >= 0 && values <= this.#valuesLeft && values <= MAX_PAGE_VALUES))
      throw new Damaged(`a page announces ${values} values`);
    this.#valuesLeft -= values;
    if (values === 0) return [];
    const page = this.#plainPage(header, body);
    const { data_page_header_v2: second, data_page_header: first } = header;
    const valuesAt = checkPage(page, {
      values,
      encoding: data.encoding,
      isBoolean: this.#decoder.type === "BOOLEAN",
      maxRepetition: this.#maxRepetition,
      maxDefinition: this.#maxDefinition,
      levelBytes: isSecond ? [second?.repetition_levels_byte_length ?? 0, second?.definition_levels_byte_length ?? 0] : undefined,
      maxDecodedBytes: this.#limits.maxPageBytes,
    });
    for (const [most, encoding] of [
      [this.#maxRepetition, first?.repetition_level_encoding],
      [this.#maxDefinition, first?.definition_level_encoding],
    ] as const)
      if (most > 0 && encoding === "BIT_PACKED") throw new Damaged("its levels are packed in a way given up in 2013");
    // Where nothing follows the levels all values are missing, whatever the encoding would begin with.
    const encoding = valuesAt === page.length ? "PLAIN" : data.encoding;
    const plain: PageHeader = { ...header, compressed_page_size: page.length, uncompressed_page_size: page.length };
    if (first) plain.data_page_header = { ...first, encoding };
    if (second) plain.data_page_header_v2 = { ...second, encoding, is_compressed: false };
    return this.#completeRows(plain, page);
  }

  /** A page of version 2 has its levels in front, never compressed. */
  #plainPage(header: PageHeader, body: Uint8Array): Uint8Array {
    const second = header.data_page_header_v2;
    const size = header.uncompressed_page_size;
    if (header.type !== "DATA_PAGE_V2" || !second) return decompress(this.#chunk.codec, body, size);
    const levels = second.repetition_levels_byte_length + second.definition_levels_byte_length;
    const isSound = second.repetition_levels_byte_length >= 0 && second.definition_levels_byte_length >= 0;
    if (!isSound || levels > body.length || levels > size) throw new Damaged("a page has more bytes of levels than bytes");
    if (!(second.num_nulls >= 0 && second.num_nulls <= second.num_values))
      throw new Damaged(`a page announces ${second.num_nulls} missing values`);
    if (second.is_compressed === false || this.#chunk.codec === "UNCOMPRESSED") {
      if (body.length !== size) throw new Damaged(`a page has ${body.length} bytes and announces ${size}`);
      return body;
    }
    const page = new Uint8Array(size);
    page.set(body.subarray(0, levels));
    // No values are no bytes, which no codec needs to know.
    if (size > levels) page.set(decompress(this.#chunk.codec, body.subarray(levels), size - levels), levels);
    return page;
  }

  #completeRows(header: PageHeader, page: Uint8Array): DecodedArray {
    const repeats = this.#maxRepetition > 0;
    const { data = [] } = readPage(
      readerOf(page),
      header,
      this.#decoder,
      this.#dictionary,
      repeats ? this.#openRow : undefined,
      0,
    );
    if (!repeats || !Array.isArray(data)) {
      if (data.includes(undefined as never)) throw new Damaged("a page has an index that its dictionary has not");
      return data;
    }
    const complete = data.splice(0, data.length - 1);
    this.#openRow = data;
    return complete;
  }
}

/** Keys of maps become names of fields. */
const isMapKey = (schemaPath: readonly SchemaTree[]): boolean =>
  isMapLike(schemaPath.at(-3) as SchemaTree) && schemaPath.at(-1)?.element.name === "key";

const readerOf = (page: Uint8Array) => ({ view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 });

const unsupported = (name: string, column: string, hindrance: string): InputError =>
  new InputError(
    `${name}: its column ${column} ${hindrance}, which cannot be read. Write the file again without that, or map another column.`,
    "INPUT_UNSUPPORTED",
  );
