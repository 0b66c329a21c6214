import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { language } from "../../packages/sim/src/scenario/Language.ts"
import * as Shape from "../../packages/sim/src/scenario/Shape.ts"
import * as SeriesConfig from "../../packages/sim/src/state/SeriesConfig.ts"

const page = readFileSync(fileURLToPath(new URL("../../docs/files-and-journals.md", import.meta.url)), "utf8")

/** Every path of the language below which a series may stand. */
const followed = (shape: Shape.Shape, path: string): ReadonlyArray<string> => {
  switch (shape._tag) {
    case "Group":
      return shape.keys.some(([name]) => name === "time_unit")
        ? [path]
        : shape.keys.flatMap(([name, key]) => followed(key, path === "" ? name : `${path}.${name}`))
    case "Variants":
      return shape.cases.flatMap(([, group]) => followed(group, path))
    case "Named":
      return followed(shape.item, `${path}.<name>`)
    case "List":
      return followed(shape.item, `${path}[]`)
    case "Either":
      return shape.forms.flatMap((form) => followed(form, path))
    case "Leaf":
      return []
  }
}

describe("docs/files-and-journals.md", () => {
  it("names every figure that may follow a file", () => {
    const paths = [...new Set(followed(Shape.make(language.schema), ""))]
    expect(paths.length).toBeGreaterThan(8)
    const told = page.replaceAll("`, `.peak`", "`, `supply.miners.sites.power_market.peak`")
    for (const path of paths) expect(told, path).toContain(`\`${path}\``)
  })

  it("names every key of a series", () => {
    const shape = Shape.make(SeriesConfig.SeriesFile)
    if (shape._tag !== "Group") throw new Error("a series is a group of keys")
    for (const [name] of shape.keys) if (name !== "kind") expect(page).toContain(`| \`${name}\` |`)
  })
})
