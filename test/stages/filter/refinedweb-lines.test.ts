import { refinedwebLines } from "../../../stages/filter/refinedweb-lines.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const LONG = Array.from({ length: 12 }, () => "People who walk through the town every day see more of it than others.").join(
  "\n",
);

describeStage(refinedwebLines(), {
  keeps: [LONG, "", "Sign up for nothing at all\n\nTwo words"],
  drops: { "many-removed-words": ["Menu", `READ THIS PAGE NOW\n${LONG.slice(0, 100)}`] },
  edits: {
    "lines-removed": [
      [`${LONG}\nMENU AND MORE`, LONG],
      [`${LONG}\n2024`, LONG],
      [`3,2K Likes!\n${LONG}`, LONG],
      [`${LONG}\nSign-in to see more`, LONG],
      [`${LONG}\nGo on, read more...`, LONG],
      [`${LONG}\n2 items in cart`, LONG],
    ],
  },
  attributes: [[`${LONG}\nMENU`, { "refinedweb.removed-words": 1 / 169 }]],
});

describeStage(refinedwebLines({ off: ["one-word"] }), {
  keeps: ["Menu"],
  drops: { "many-removed-words": ["12"] },
  edits: { "lines-removed": [[`${LONG}\n12`, LONG]] },
});
