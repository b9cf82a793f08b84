import type { Command, CommandInput } from "./command.ts";

/** What a way of training is given, and its exit code. */
export type Training = (input: CommandInput<"train">) => Promise<number>;

/** The flags that choose what is trained; the first of them that is given decides, and without any it is the linear scorer. */
const WAYS: readonly (readonly [flag: "compress" | "encoder" | "teacher" | "fasttext", load: () => Promise<Training>])[] = [
  ["compress", async () => (await import("./train-compress.ts")).trainCompress],
  ["teacher", async () => (await import("./train-teacher.ts")).trainTeacher],
  ["encoder", async () => (await import("./train-encoder.ts")).trainEncoder],
  ["fasttext", async () => (await import("./train-fasttext.ts")).trainFastTextModel],
];

/** `kijil train`: trains classifiers from labelled JSON lines. */
export const command: Command<"train"> = async (input) => {
  const way = WAYS.find(([flag]) => input.flags[flag]);
  if (way) return (await way[1]())(input);
  return (await import("./train-linear.ts")).trainLinear(input);
};
