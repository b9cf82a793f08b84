import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    typecheck: { enabled: true, include: ["test/**/*.test-d.ts"], tsconfig: "tsconfig.json" },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Vocabularies are compiled once for all tests.
    env: { KIJIL_CACHE: join(tmpdir(), "kijil-test-cache") },
  },
});
