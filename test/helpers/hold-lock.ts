/** A process that holds a run's lock until it is killed: `hold-lock.ts FOLDER`; says `ready` once it has it. */
import { writeSync } from "node:fs";
import { lockRun } from "../../manifests/lock.ts";

const release = lockRun(process.argv[2] as string);
process.once("SIGTERM", release);
writeSync(1, "ready\n");
setInterval(() => undefined, 1000);
