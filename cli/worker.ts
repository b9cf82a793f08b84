import { workerData } from "node:worker_threads";
import { serveTasks } from "../engine/executors/worker-loop.ts";
import { makePerformer, type WorkerOrder } from "./performer.ts";

serveTasks(() => makePerformer(workerData as WorkerOrder));
