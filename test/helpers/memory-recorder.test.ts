import { memoryRecorder } from "./memory-recorder.ts";
import { describeRecorder } from "./recorder-contract.ts";

describeRecorder("the recorder in memory", () => {
  const recorder = memoryRecorder();
  return { recorder, reopen: () => memoryRecorder(recorder.record) };
});
