import type { CalibrationBin } from "./agreement.ts";

const WIDTH = 480;
const HEIGHT = 320;
const MARGIN = 44;
const INK = "#222";
const BLUE = "#2a6f97";

const x = (share: number): string => (MARGIN + share * (WIDTH - 2 * MARGIN)).toFixed(1);
const y = (share: number): string => (HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)).toFixed(1);
const escapeMarkup = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

function frame(
  title: string,
  across: string,
  up: string,
  content: readonly string[],
  ticks: readonly (readonly [number, string])[],
): string {
  const axis = `<path d="M${x(0)} ${y(1)}V${y(0)}H${x(1)}" fill="none" stroke="${INK}"/>`;
  const marks = ticks.map(
    ([place, label]) => `<text x="${x(place)}" y="${HEIGHT - MARGIN + 16}" text-anchor="middle">${escapeMarkup(label)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="${INK}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${WIDTH / 2}" y="20" text-anchor="middle" font-size="14">${escapeMarkup(title)}</text>`,
    axis,
    ...marks,
    ...content,
    `<text x="${WIDTH / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escapeMarkup(across)}</text>`,
    `<text x="14" y="${HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 ${HEIGHT / 2})">${escapeMarkup(up)}</text>`,
    "</svg>\n",
  ].join("\n");
}

/** Reliability plot: how often texts of a stated probability are educational; on the diagonal where it says what is. SVG. */
export function reliabilityPlot(title: string, bins: readonly CalibrationBin[]): string {
  const diagonal = `<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#bbb" stroke-dasharray="4"/>`;
  const most = Math.max(1, ...bins.map(({ rows }) => rows));
  const points = bins.map(
    ({ rows, probability, share }) =>
      `<circle cx="${x(probability)}" cy="${y(share)}" r="${(2 + 8 * Math.sqrt(rows / most)).toFixed(1)}" fill="${BLUE}" fill-opacity="0.6"/>`,
  );
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((place) => [place, String(place)] as const);
  return frame(title, "stated probability of 2.5 and more", "share found", [diagonal, ...points], ticks);
}

/** Histogram of scores from 0 to 5, in bars of a quarter. SVG. */
export function scoreHistogram(title: string, scores: readonly number[]): string {
  const bars = new Array<number>(20).fill(0);
  for (const score of scores) {
    const bar = Math.min(19, Math.max(0, Math.floor(score * 4)));
    bars[bar] = (bars[bar] as number) + 1;
  }
  const most = Math.max(1, ...bars);
  const rects = bars.map((count, bar) => {
    const [left, right, top] = [Number(x(bar / 20)), Number(x((bar + 1) / 20)), Number(y(count / most))];
    return `<rect x="${left}" y="${top}" width="${(right - left - 1).toFixed(1)}" height="${(Number(y(0)) - top).toFixed(1)}" fill="${BLUE}"/>`;
  });
  return frame(
    title,
    "score",
    `texts (most: ${most})`,
    rects,
    [0, 1, 2, 3, 4, 5].map((score) => [score / 5, String(score)] as const),
  );
}
