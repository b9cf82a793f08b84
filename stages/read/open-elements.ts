import { ELEMENT, ELEMENTS, type ElementKind } from "./html-elements.ts";

/** No element. */
export const NONE = -1;

/** Elements that may be open at once; deeper ones count as if they were not there (browsers stop at 512). */
const DEEPEST = 2048;

const numberOf = (name: string): number => (ELEMENTS.get(name) as ElementKind).number;
const ORDERED = numberOf("ol");
const PARAGRAPH = numberOf("p");
/** Elements whose end tag may be left out end before another of their group, within the innermost of {@link OWNERS}. */
const SIBLINGS: ReadonlyMap<number, readonly number[]> = new Map(
  [["li"], ["dt", "dd"], ["tr"], ["td", "th"], ["option"], ["thead", "tbody", "tfoot"]].flatMap((names) => {
    const numbers = names.map(numberOf);
    return numbers.map((number): [number, readonly number[]] => [number, numbers]);
  }),
);
const OWNERS: ReadonlySet<number> = new Set(["ul", "ol", "dl", "table"].map(numberOf));

/**
 * The elements of a page that are open, innermost last. Every question is answered without a look through them, so that no page costs
 * more than its length.
 */
export class OpenElements {
  readonly #kinds: ElementKind[] = [];
  /** What was true around each: container, boundary, owner; and the open element of the same kind below it. */
  readonly #containers: number[] = [];
  readonly #boundaries: number[] = [];
  readonly #owners: number[] = [];
  readonly #below: number[] = [];
  /** Items that each list has had. */
  readonly #items: number[] = [];
  readonly #innermost = new Int32Array(ELEMENTS.size).fill(NONE);
  /** Elements that were open beyond {@link DEEPEST}. */
  #beyond = 0;
  #boundary = NONE;
  #owner = NONE;

  get depth(): number {
    return this.#kinds.length;
  }

  get top(): ElementKind | undefined {
    return this.#kinds.at(-1);
  }

  /** False when the element is too deep to be told apart. */
  push(kind: ElementKind, container: number): boolean {
    const depth = this.#kinds.length;
    if (depth >= DEEPEST) {
      this.#beyond++;
      return false;
    }
    const { flags, number } = kind;
    this.#kinds.push(kind);
    this.#containers.push(container);
    this.#boundaries.push(this.#boundary);
    this.#owners.push(this.#owner);
    this.#below.push(this.#innermost[number] as number);
    this.#items.push(0);
    this.#innermost[number] = depth;
    if (flags & ELEMENT.boundary) this.#boundary = depth;
    if (OWNERS.has(number)) this.#owner = depth;
    return true;
  }

  /** Takes the innermost element off; returns it and the container around it. */
  pop(): { readonly kind: ElementKind; readonly container: number } {
    const kind = this.#kinds.pop() as ElementKind;
    this.#innermost[kind.number] = this.#below.pop() as number;
    this.#boundary = this.#boundaries.pop() as number;
    this.#owner = this.#owners.pop() as number;
    this.#items.pop();
    return { kind, container: this.#containers.pop() as number };
  }

  /** Depth down to which elements end before a block of this kind begins; {@link NONE} when none does. */
  endedBy({ number }: ElementKind): number {
    const paragraph = this.#innermost[PARAGRAPH] as number;
    let ended = paragraph > this.#boundary ? paragraph : NONE;
    let sibling = NONE;
    for (const each of SIBLINGS.get(number) ?? []) sibling = Math.max(sibling, this.#innermost[each] as number);
    if (sibling > this.#owner) ended = ended === NONE ? sibling : Math.min(ended, sibling);
    return ended;
  }

  /** Depth of the element that an end tag ends; {@link NONE} when it has none here, or only around the table it stands in. */
  endedByTag({ number }: ElementKind): number {
    const at = this.#innermost[number] as number;
    if (at === NONE || at < this.#boundary) return NONE;
    if (this.#beyond === 0) return at;
    this.#beyond--;
    return NONE;
  }

  /** Number of the next item of the innermost list: 0 where items have bullets. */
  nextItem(): number {
    const owner = this.#owner;
    if (owner === NONE || (this.#kinds[owner] as ElementKind).number !== ORDERED) return 0;
    const next = (this.#items[owner] as number) + 1;
    this.#items[owner] = next;
    return next;
  }
}
