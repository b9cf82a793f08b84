import { notebookMarkdown } from "../../../stages/clean/notebook-markdown.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const cells = [
  { cell_type: "markdown", metadata: {}, source: ["# 키질\n", "\n", "바람에 날린다."] },
  {
    cell_type: "code",
    execution_count: 1,
    metadata: {},
    source: ["grain = 3\n", "print(grain)\n"],
    outputs: [
      { output_type: "stream", name: "stdout", text: ["3\n"] },
      { output_type: "display_data", data: { "image/png": "iVBORw0KGgo=", "text/plain": ["<Figure>"] }, metadata: {} },
      { output_type: "error", ename: "E", evalue: "", traceback: ["\u001b[0;31mE\u001b[0m: chaff"] },
    ],
  },
  { cell_type: "code", metadata: {}, source: "", outputs: [] },
  { cell_type: "code", metadata: {}, source: 'text = """\n```\n"""', outputs: [] },
  { cell_type: "raw", metadata: {}, source: "raw" },
];
const notebook = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { language: "Python" } }, cells });
const old = JSON.stringify({
  nbformat: 3,
  metadata: {},
  worksheets: [
    {
      cells: [
        { cell_type: "heading", level: 2, source: ["제목"] },
        { cell_type: "code", input: ["x"], outputs: [{ text: ["y"] }] },
      ],
    },
  ],
});
const fenced = '````python\ntext = """\n```\n"""\n````';

describeStage(notebookMarkdown(), {
  keeps: ["", "글", '{"nbformat": 4, "cells": [', '{"a": "nbformat"}', '["nbformat"]', '{"nbformat": "4"}'],
  edits: {
    "notebook-to-markdown": [
      [notebook, `# 키질\n\n바람에 날린다.\n\n\`\`\`python\ngrain = 3\nprint(grain)\n\`\`\`\n\n${fenced}\n\nraw`],
      [old, "## 제목\n\n```python\nx\n```"],
      ['{"nbformat": 4, "cells": 7}', ""],
      ['{"nbformat": 4, "cells": [null, {"cell_type": "markdown", "source": [1, "글 \\ud800"]}]}', "글 \ufffd"],
    ],
  },
});

describeStage(notebookMarkdown({ outputs: "keep" }), {
  keeps: ["글"],
  edits: {
    "notebook-to-markdown": [
      [
        notebook,
        `# 키질\n\n바람에 날린다.\n\n\`\`\`python\ngrain = 3\nprint(grain)\n\`\`\`\n\n\`\`\`\n3\n<Figure>\nE: chaff\n\`\`\`\n\n${fenced}\n\nraw`,
      ],
      [old, "## 제목\n\n```python\nx\n```\n\n```\ny\n```"],
    ],
  },
});
