/** Reads 10 MB of each hostile repetition and fails where ten times the text takes more than twenty times the time. */
import { loadKernels } from "../engine/kernels/kernels.ts";
import { DETECTORS } from "../stages/pii/detectors.ts";
import { SpanFinder } from "../stages/pii/span-finder.ts";

const UNITS = [
  "1",
  "-",
  "@",
  "가",
  "1-",
  "1 ",
  "a@a.",
  "가로1",
  "1.",
  "(1)",
  "공",
  "공일",
  "http://a:",
  "passw",
  "pass=",
  "ey",
  "A1",
  "a:1:",
  "\n1|1|1",
  "카톡 ",
  "계좌 1",
  "+1",
  "x@",
  "1가",
  "김 씨 ",
  "010-2345-6781 ",
];
const SMALL = 1_000_000;
const FLOOR_SECONDS = 0.05;
const kernels = loadKernels();
const finder = new SpanFinder(kernels, DETECTORS, 0.6);

function secondsOf(unit: string, bytes: number): number {
  const text = Buffer.from(unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit))));
  const mark = kernels.mark();
  const at = kernels.alloc(text.length);
  kernels.bytes().set(text, at);
  const before = process.cpuUsage();
  finder.find(at, text.length);
  const { user, system } = process.cpuUsage(before);
  kernels.release(mark);
  return (user + system) / 1e6;
}

let failed = false;
for (const unit of UNITS) {
  const small = secondsOf(unit, SMALL);
  const large = secondsOf(unit, 10 * SMALL);
  const ratio = large / Math.max(small, FLOOR_SECONDS);
  failed ||= ratio > 20;
  console.log(
    `${JSON.stringify(unit).padEnd(18)} 1 MB ${small.toFixed(2)} s, 10 MB ${large.toFixed(2)} s, ${ratio.toFixed(1)} times`,
  );
}
if (failed) process.exitCode = 1;
