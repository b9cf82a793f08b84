import { ELEMENT } from "./html-elements.ts";
import { HINT } from "./page-hints.ts";
import type { Block, Container, Outline } from "./page-outline.ts";
import { measure } from "./text-density.ts";

/** What becomes of a block. */
export const VERDICT = { drop: 0, keep: 1, comment: 2 } as const;

/** Weight from which a block can be content by itself: about two lines of a page. */
const LONG = 25;
/** Weight from which a block with the end of a sentence can be content where others around are. */
const MEDIUM = 9;
/** Weight from which a heading with the end of a sentence is text. */
const SENTENCE = 5;
/** What a short block counts beside a long one in the search for the content. */
const SHORT_SHARE = 0.4;
/** Share of link characters above which a long and a short block are navigation. */
const LINKS_LONG = 0.5;
const LINKS_SHORT = 0.34;
/** Share of a page's content from which on a part that is called chrome cannot be it, and on which the search for the content goes down. */
const MAJORITY = 0.5;
const REGION = 0.85;

interface Measured {
  readonly weight: Float64Array;
  readonly links: Float64Array;
  readonly sentences: Uint16Array;
  /** Heading levels; 0 also of those that say a whole sentence, as pages made for show have them, or show code. */
  readonly levels: Uint8Array;
}

/**
 * Judges every block of a page by its weight (words, Hangul and Han counted by what they say), its share of links, its names and its
 * place: the content is the smallest part of the page that holds most of the long, link-poor text; short blocks and headings in it stay,
 * outside of it only what is content by itself. Linear in the number of blocks and containers.
 */
export function judgeBlocks(outline: Outline): Uint8Array {
  const { blocks, containers } = outline;
  const verdicts = new Uint8Array(blocks.length);
  if (blocks.length === 0) return verdicts;
  const measured = measureAll(outline);
  const owned = sums(outline, measured);
  const bits = inherited(containers, owned.text);
  const good = goodWeights(outline, measured, bits);
  const region = regionOf(containers, good, bits);
  const inside = membership(containers, region);
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks[index] as Block;
    const container = block.container;
    const names = bits[container] as number;
    if (names & (HINT.chrome | HINT.hidden)) verdicts[index] = VERDICT.drop;
    else if (names & HINT.comments) verdicts[index] = VERDICT.comment;
    else verdicts[index] = isContent(block, index, measured, owned, inside[container] === 1) ? VERDICT.keep : VERDICT.drop;
  }
  keepLinksInText(blocks, measured, inside, bits, verdicts);
  dropLooseHeadings(measured, verdicts);
  return verdicts;
}

function measureAll({ blocks, containers }: Outline): Measured {
  const weight = new Float64Array(blocks.length);
  const links = new Float64Array(blocks.length);
  const sentences = new Uint16Array(blocks.length);
  const levels = new Uint8Array(blocks.length);
  for (let index = 0; index < blocks.length; index++) {
    const { text, linkCharacters, level, container } = blocks[index] as Block;
    const found = measure(text);
    weight[index] = found.weight;
    sentences[index] = Math.min(found.sentences, 65_535);
    links[index] = linkCharacters / text.length;
    const isText =
      found.weight >= (found.sentences > 0 ? SENTENCE : LONG) || (containers[container] as Container).hints & HINT.code;
    levels[index] = isText ? 0 : level;
  }
  return { weight, links, sentences, levels };
}

interface Sums {
  /** Weight outside of links, by container, all that lies in it. */
  readonly text: Float64Array;
  /** Weight within links. */
  readonly link: Float64Array;
}

function sums({ blocks, containers }: Outline, { weight, links }: Measured): Sums {
  const text = new Float64Array(containers.length);
  const link = new Float64Array(containers.length);
  for (let index = 0; index < blocks.length; index++) {
    const { container } = blocks[index] as Block;
    const linked = (weight[index] as number) * (links[index] as number);
    text[container] = (text[container] as number) + (weight[index] as number) - linked;
    link[container] = (link[container] as number) + linked;
  }
  intoParents(containers, text);
  intoParents(containers, link);
  return { text, link };
}

/** Adds what each container has to those around it; a container's number is above its parent's. */
function intoParents(containers: readonly Container[], of: Float64Array): void {
  for (let index = containers.length - 1; index > 0; index--) {
    const { parent } = containers[index] as Container;
    of[parent] = (of[parent] as number) + (of[index] as number);
  }
}

/** Hints of each container and all around it. What is called chrome and holds most of the page is not chrome. */
function inherited(containers: readonly Container[], text: Float64Array): Uint8Array {
  const bits = new Uint8Array(containers.length);
  const most = (text[0] as number) * MAJORITY;
  for (let index = 1; index < containers.length; index++) {
    const { parent, flags, hints } = containers[index] as Container;
    let own = hints & (HINT.chrome | HINT.comments | HINT.hidden);
    if (flags & ELEMENT.chrome) own |= HINT.chrome;
    if (flags & ELEMENT.main || hints & HINT.main) own &= ~HINT.chrome;
    if ((text[index] as number) > most) own = 0;
    bits[index] = (bits[parent] as number) | own;
  }
  return bits;
}

/** Weight of what may be content, by container: long or whole sentences in full, short blocks in part, chrome and link lists not at all. */
function goodWeights(
  { blocks, containers }: Outline,
  { weight, links, sentences, levels }: Measured,
  bits: Uint8Array,
): Float64Array {
  const good = new Float64Array(containers.length);
  for (let index = 0; index < blocks.length; index++) {
    const { container } = blocks[index] as Block;
    if ((bits[container] as number) !== 0 || (levels[index] as number) > 0 || (links[index] as number) > LINKS_SHORT) continue;
    const own = weight[index] as number;
    const isLong = own >= LONG || (own >= MEDIUM && (sentences[index] as number) > 0);
    good[container] = (good[container] as number) + (isLong ? own : own * SHORT_SHARE);
  }
  intoParents(containers, good);
  return good;
}

/** The smallest container that holds most of the good text: down from the root while one child holds nearly all that its parent has. */
function regionOf(containers: readonly Container[], good: Float64Array, bits: Uint8Array): number {
  const best = new Int32Array(containers.length).fill(-1);
  for (let index = 1; index < containers.length; index++) {
    if (bits[index] !== 0) continue;
    const { parent } = containers[index] as Container;
    const leader = best[parent] as number;
    if (leader < 0 || (good[index] as number) > (good[leader] as number)) best[parent] = index;
  }
  const total = good[0] as number;
  let region = 0;
  for (;;) {
    const next = best[region] as number;
    if (next < 0 || (good[next] as number) < Math.max((good[region] as number) * REGION, total * 0.75)) return region;
    const { flags, hints } = containers[next] as Container;
    // What a page itself calls its content is looked into no further.
    if (flags & ELEMENT.main || hints & HINT.main) return next;
    // A single paragraph, item or cell is no region, however long.
    if (flags & (ELEMENT.paragraph | ELEMENT.item | ELEMENT.row) && (flags & ELEMENT.list) === 0) return region;
    region = next;
  }
}

function membership(containers: readonly Container[], region: number): Uint8Array {
  const inside = new Uint8Array(containers.length);
  inside[region] = 1;
  for (let index = region + 1; index < containers.length; index++) {
    if (inside[(containers[index] as Container).parent] === 1) inside[index] = 1;
  }
  return inside;
}

/** Short lines that belong to a site wherever they stand; own list, English and Korean. */
const SITE_LINE =
  /^(?:(?:©|ⓒ|\(c\)|copyright\b|저작권자).{0,160}|.{0,80}(?:all rights reserved|무단\s?전재|재배포\s?금지).{0,80}|(?:share|tweet|print|email|e-mail|reply|like|follow|subscribe|sign (?:in|up)|log ?in|menu|search|home|next|previous|prev|back to top|skip to (?:main )?content|read more|more|close|edit|top|공유(?:하기)?|인쇄(?:하기)?|스크랩|글자\s?크기|목록(?:으로)?|이전\s?글|다음\s?글|댓글(?:\s?\d+)?|댓글\s?쓰기|추천(?:\s?\d+)?|좋아요(?:\s?\d+)?|신고(?:하기)?|로그인|회원\s?가입|검색|메뉴|더\s?보기|맨\s?위로|구독(?:하기)?|관련\s?기사|추천\s?기사|많이\s?본\s?(?:뉴스|기사)|본문\s?바로\s?가기|홈|닫기|수정|삭제|답글(?:\s?쓰기)?))[\s:>»›·|.]*$/i;

function isContent(
  block: Block,
  index: number,
  { weight, links, sentences, levels }: Measured,
  owned: Sums,
  inside: boolean,
): boolean {
  const own = weight[index] as number;
  const linked = links[index] as number;
  if (block.isCode) return inside || own >= LONG;
  if (own < LONG && block.text.length <= 240 && SITE_LINE.test(block.text)) return false;
  const level = levels[index] as number;
  if (!inside) return level === 1 || (linked <= LINKS_LONG && own >= LONG && (sentences[index] as number) > 0);
  if (level > 0) return true;
  if (own >= LONG) return linked <= LINKS_LONG || ((sentences[index] as number) > 1 && linked < 0.8);
  if (linked <= LINKS_SHORT) return true;
  if (block.flags & (ELEMENT.item | ELEMENT.cell)) {
    // An item or a cell is judged with its neighbours: lists of links go, lists in which links stand stay.
    const link = owned.link[block.container] as number;
    const text = owned.text[block.container] as number;
    return link <= text * 1.2 || block.row > 0;
  }
  return linked < 0.8 && own >= 4;
}

/** Blocks at each side that a link standing alone is held against. */
const NEIGHBOUR = 3;

/** A short link between two pieces of text is part of it (the title of a listed work, say); links next to each other are a menu. */
function keepLinksInText(
  blocks: readonly Block[],
  { weight, links }: Measured,
  inside: Uint8Array,
  bits: Uint8Array,
  verdicts: Uint8Array,
): void {
  const isText = (index: number): boolean =>
    index >= 0 &&
    index < blocks.length &&
    verdicts[index] === VERDICT.keep &&
    (links[index] as number) <= LINKS_SHORT &&
    (weight[index] as number) >= NEIGHBOUR;
  for (let index = 0; index < blocks.length; index++) {
    const { container } = blocks[index] as Block;
    if (verdicts[index] !== VERDICT.drop || inside[container] === 0 || bits[container] !== 0) continue;
    if ((weight[index] as number) >= NEIGHBOUR && isText(index - 1) && isText(index + 1)) verdicts[index] = LINK_IN_TEXT;
  }
  for (let index = 0; index < blocks.length; index++) if (verdicts[index] === LINK_IN_TEXT) verdicts[index] = VERDICT.keep;
}
/** Kept, and no neighbour for others. */
const LINK_IN_TEXT = 3;

/** A heading stays when text that stays follows it before the next heading of its level or above. */
function dropLooseHeadings({ levels }: Measured, verdicts: Uint8Array): void {
  // For each level, whether kept text was met from behind since the last heading of that level or above.
  const served = new Uint8Array(8);
  for (let index = levels.length - 1; index >= 0; index--) {
    const level = levels[index] as number;
    if (level === 0) {
      if (verdicts[index] === VERDICT.keep) served.fill(1);
      continue;
    }
    if (verdicts[index] === VERDICT.keep && served[level] === 0) verdicts[index] = VERDICT.drop;
    for (let lower = level; lower < served.length; lower++) served[lower] = 0;
  }
}
