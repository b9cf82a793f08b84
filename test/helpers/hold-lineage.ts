/** A process that has written part 0 of a lineage, has begun part 1 and stands still until it is killed: `hold-lineage.ts PATH`. */
import { writeSync } from "node:fs";
import { openLineage } from "../../manifests/lineage-db.ts";
import { header, partOf } from "./synthetic-lineage.ts";

const lineage = openLineage(process.argv[2] as string);
lineage.begin(header());
lineage.part([partOf({ index: 0 }, [{ id: "a" }])]);
lineage.part(
  (function* () {
    yield partOf({ index: 1 }, [{ id: "b" }]);
    writeSync(1, "ready\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  })(),
);
