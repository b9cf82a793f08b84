import { workerData } from "node:worker_threads";
import { serveTasks } from "../engine/executors/worker-loop.ts";
import { loadPerformer, type WorkerOrder } from "./performer.ts";

serveTasks(() => loadPerformer(workerData as WorkerOrder));
