import { licenceHeaders } from "../../../stages/clean/licence-headers.ts";
import { describeStage } from "../../helpers/stage-contract.ts";

const code = "fn main() {\n    키질();\n}\n";
const apache =
  '// Copyright 2024 The Winnowing Authors\n//\n// Licensed under the Apache License, Version 2.0 (the "License").\n';
const mit =
  "/*\n * Copyright (c) 2024 Example\n *\n * Permission is hereby granted, free of charge, to any person\n * obtaining a copy\n */\n";

describeStage(licenceHeaders(), {
  keeps: [
    "",
    code,
    "# 제목\n\n저작권 이야기는 없다.\n",
    "# License\n\nThis guide is about choosing one.\n",
    "// A module that winnows.\nfn main() {}\n",
    `${code}\n${apache}`,
    "/* Copyright 2024, and no end of it",
    "글로 시작하고\n# Copyright 2024 Example, all rights reserved\n",
  ],
  edits: {
    "removed-licence-header": [
      [apache + code, code],
      [`${mit}\n\n${code}`, code],
      [
        `#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# SPDX-License-Identifier: MIT\n\n"""키질."""\n`,
        '#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n"""키질."""\n',
      ],
      [`<?php\n/** 저작권 (c) 2024 보기 회사. All rights reserved. */\necho 1;\n`, "<?php\necho 1;\n"],
      [`// A module.\n\n${apache}\n${code}`, `// A module.\n\n${code}`],
      [`${apache}\n// About the module.\n${code}`, `// About the module.\n${code}`],
      [`<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n<p>글</p>`, "<p>글</p>"],
      [`-- Copyright 2024 Example\nSELECT 1;`, "SELECT 1;"],
    ],
  },
  attributes: [
    [apache + code, { "licence-header": "Apache-2.0" }],
    [mit, { "licence-header": "MIT" }],
    ["# SPDX-License-Identifier: Apache-2.0 OR MIT\nx", { "licence-header": "Apache-2.0 OR MIT" }],
    ["/* Copyright (C) 2024 Example. All rights reserved. */", { "licence-header": "unknown" }],
    [
      "; Copyright 2024 Example\n; This is free software under the GNU General Public License as published; either\n; version 2 of the License, or (at your option) any later version.\n",
      { "licence-header": "GPL-2.0-or-later" },
    ],
    ["/* Copyright Example. GNU Lesser General Public License\n * version 2.1. */", { "licence-header": "LGPL-2.1-only" }],
    [
      "// Copyright 2024. Redistribution and use in source and binary\n// forms are permitted. Neither the name of Example may be used.\n",
      { "licence-header": "BSD-3-Clause" },
    ],
    [
      "// Copyright 2024 Example. Use of this code is governed by a BSD-2-Clause licence.\n",
      { "licence-header": "BSD-2-Clause" },
    ],
  ],
});

describeStage(licenceHeaders({ headers: "keep" }), {
  keeps: [apache + code],
  unreachable: ["removed-licence-header"],
  attributes: [[apache + code, { "licence-header": "Apache-2.0" }]],
});
