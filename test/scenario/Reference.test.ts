import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { language } from "../../packages/sim/src/scenario/Language.ts"
import * as Reference from "../../packages/sim/src/scenario/Reference.ts"

describe("docs/reference.md", () => {
  it("is what the schema says; renew it with `lode explain --markdown > docs/reference.md`", () => {
    const page = readFileSync(fileURLToPath(new URL("../../docs/reference.md", import.meta.url)), "utf8")
    expect(page.replaceAll("\r\n", "\n").trim()).toBe(Reference.markdown(language.schema).trim())
  })
})
