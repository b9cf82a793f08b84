import { fineweb } from "../../../stages/filter/fineweb.ts";
import { FINEWEB_RULES } from "../../../stages/filter/fineweb-rules.ts";
import { describeEachRule } from "../../helpers/each-rule.ts";
import { describeStage } from "../../helpers/stage-contract.ts";
import { FINEWEB, PLAIN } from "./texts-for-rules.ts";

describeEachRule(fineweb, FINEWEB_RULES, FINEWEB);

describeStage(fineweb(), {
  keeps: [PLAIN.trim()],
  drops: { "few-terminal-lines": ["", "no mark at the end of this line"] },
  unreachable: Object.values(FINEWEB_RULES).map(({ reason }) => reason),
  attributes: [
    ["It ends.\nIt ends.\n\n", { "fineweb.terminal-lines": 1, "fineweb.repeated-characters": 0.5, "fineweb.feeds": 0.5 }],
  ],
});
