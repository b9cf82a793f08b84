import { InputError } from "../../engine/errors.ts";

/** Element types that weights come in. */
const ELEMENT_BYTES = { F32: 4, F16: 2, BF16: 2 } as const;
type ElementType = keyof typeof ELEMENT_BYTES;

interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** A tensor in single precision. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const MOST_HEADER_BYTES = 100_000_000;

/** A file of tensors (huggingface/safetensors, format 1) whose tensors can be replaced; those that are not stay byte for byte. */
export class Safetensors {
  readonly #entries = new Map<string, { readonly entry: TensorEntry; bytes: Uint8Array }>();
  readonly #metadata: unknown;

  /** Throws {@link InputError} where the bytes are no such file. */
  constructor(where: string, bytes: Buffer) {
    const wrong = (what: string) => new InputError(`${where}: ${what}. Save it again as safetensors.`, "MODEL_UNREADABLE");
    const length = bytes.length < 8 ? -1 : Number(bytes.readBigUInt64LE());
    if (length < 2 || length > Math.min(MOST_HEADER_BYTES, bytes.length - 8)) throw wrong("its header is longer than the file");
    let header: Record<string, TensorEntry>;
    try {
      header = JSON.parse(bytes.toString("utf8", 8, 8 + length)) as Record<string, TensorEntry>;
    } catch {
      throw wrong("its header is no JSON");
    }
    const data = bytes.subarray(8 + length);
    for (const [name, entry] of Object.entries(header)) {
      if (name === "__metadata__") {
        this.#metadata = entry;
        continue;
      }
      const [start = -1, end = -1] = entry?.data_offsets ?? [];
      if (!(start >= 0 && end >= start && end <= data.length) || !Array.isArray(entry.shape))
        throw wrong("a tensor lies outside of the file");
      this.#entries.set(name, { entry, bytes: data.subarray(start, end) });
    }
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** A tensor of floats; undefined where there is none of the name, or of another type. */
  tensor(name: string): Tensor | undefined {
    const found = this.#entries.get(name);
    const size = ELEMENT_BYTES[found?.entry.dtype as ElementType];
    const count = found?.entry.shape.reduce((product, dim) => product * dim, 1);
    if (!found || size === undefined || found.bytes.length !== size * (count as number)) return undefined;
    const own = new Uint8Array(found.bytes);
    const { dtype, shape } = found.entry;
    if (dtype === "F32") return { shape, values: new Float32Array(own.buffer) };
    const toFloat = dtype === "F16" ? halfToFloat : (bits: number) => floatOfBits(bits << 16);
    return { shape, values: Float32Array.from(new Uint16Array(own.buffer), toFloat) };
  }

  /** Puts other values, of another shape too, in a tensor's place; they are stored in single precision. */
  replace(name: string, { shape, values }: Tensor): void {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#entries.set(name, { entry: { dtype: "F32", shape, data_offsets: [0, 0] }, bytes });
  }

  bytes(): Buffer {
    const header: Record<string, unknown> = this.#metadata === undefined ? {} : { __metadata__: this.#metadata };
    let at = 0;
    for (const [name, { entry, bytes }] of this.#entries) {
      header[name] = { dtype: entry.dtype, shape: entry.shape, data_offsets: [at, at + bytes.length] };
      at += bytes.length;
    }
    const json = JSON.stringify(header);
    // The data begins at a multiple of eight bytes, filled up with blanks.
    const text = Buffer.from(json + " ".repeat((8 - (Buffer.byteLength(json) % 8)) % 8));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    return Buffer.concat([length, text, ...[...this.#entries.values()].map(({ bytes }) => bytes)]);
  }
}

const bits = new DataView(new ArrayBuffer(4));
function floatOfBits(value: number): number {
  bits.setInt32(0, value);
  return bits.getFloat32(0);
}

function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return (sign * fraction) / 2 ** 24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
