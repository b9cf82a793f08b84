import { count } from "./format.ts";
import type { Funnel, FunnelStage } from "./funnel.ts";
import { type Column, printable, table } from "./table.ts";
import type { Colours } from "./terminal.ts";

const FUNNEL: readonly Column[] = [
  { title: "stage" },
  { title: "entered", align: "right" },
  { title: "removed", align: "right" },
  { title: "edited", align: "right" },
  { title: "left", align: "right" },
  { title: "reasons" },
];

/** Reasons go on in another line where they would be wider than this. */
const REASONS_WIDTH = 44;

const some = (value: number): string => (value === 0 ? "" : count(value));

/** Joins reasons into lines that are not too wide. */
function reasonLines(reasons: FunnelStage["reasons"]): readonly string[] {
  const lines: string[] = [];
  for (const { reason, documents } of reasons) {
    const text = `${printable(reason)} ${count(documents)}`;
    const line = lines.at(-1);
    if (line !== undefined && line.length + 2 + text.length <= REASONS_WIDTH) lines[lines.length - 1] = `${line}, ${text}`;
    else lines.push(text);
  }
  return lines;
}

/** The table of what each stage did, from what was read to what was kept. */
export function funnelTable({ read, quarantined, stages }: Funnel, colours: Colours): string {
  const readable = read - quarantined;
  const first = [
    "read",
    count(read),
    some(quarantined),
    "",
    count(readable),
    quarantined > 0 ? `quarantined ${count(quarantined)}` : "",
  ];
  const rows = stages.flatMap(({ stage, entered, removed, edited, left, reasons }) => {
    const [line, ...more] = reasonLines(reasons);
    const own = [printable(stage), count(entered), some(removed), some(edited), count(left), line];
    return [own, ...more.map((each) => ["", "", "", "", "", each])];
  });
  return table(FUNNEL, [first, ...rows], colours);
}
