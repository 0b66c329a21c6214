import { Result } from "effect"
import { describe, expect, it } from "vitest"
import * as Path from "../../packages/sim/src/scenario/Path.ts"
import * as Source from "../../packages/sim/src/scenario/Source.ts"

const read = (text: string) => Result.getOrThrow(Source.parse(text, "x.yaml"))
const failure = (text: string): string => {
  const result = Source.parse(text, "x.yaml")
  return Result.isFailure(result) ? result.failure.message : "no failure"
}

describe("the text of a scenario", () => {
  it("becomes plain data with the place of every key and value", () => {
    const source = read("a: 1\nb:\n  - x: 50 MW\n  - y: [1, two]\n")
    expect(source.tree).toEqual({ a: 1, b: [{ x: "50 MW" }, { y: [1, "two"] }] })
    expect(source.places.get(Path.key(["b", 0, "x"]))).toMatchObject({
      key: { line: 3, column: 5 },
      value: { line: 3, column: 8 },
      written: "50 MW"
    })
    expect(source.places.get(Path.key(["b", 1, "y", 1]))?.value).toEqual({ line: 4, column: 12 })
  })

  it("keeps comments, and knows a # inside a text from one that begins a comment", () => {
    const source = read('# head\na: "x # y" # one\nb: |\n  # text\n# two\nc: 3 #three\n')
    expect([...source.comments]).toEqual([
      [1, { text: "head", wholeLine: true }],
      [2, { text: "one", wholeLine: false }],
      [5, { text: "two", wholeLine: true }],
      [6, { text: "three", wholeLine: false }]
    ])
  })

  it.each([
    ["", "x.yaml:1:1  the file is empty"],
    ["# only a comment\n", "x.yaml:1:1  the file is empty"],
    ["a: [1", "x.yaml:1:6  this is not YAML: flow sequence"],
    ["a: b: c", "x.yaml:1:4  this is not YAML: nested mappings are not allowed"],
    ["a: 1\n\tb: 2", "x.yaml:2:1  this is not YAML: tabs are not allowed as indentation"],
    ["a: 'x", "x.yaml:1:6  this is not YAML: missing closing 'quote"],
    ["a: 1\n---\nb: 2", "a file holds one scenario, a second document begins here"],
    ["a: !thing 1", "x.yaml:1:4  tags such as !name are not allowed"],
    ["[".repeat(10_000), "nested more than 40 levels deep"],
    ["x".repeat(Source.largestText + 1), "the text has 1000001 characters, at most 1000000 are read"]
  ])("is refused: %#", (text, message) => {
    expect(failure(text)).toContain(message)
  })

  it("nested deeply but not too deeply for YAML is refused as well", () => {
    const text = Array.from({ length: 60 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")
    expect(read(text).problems[0]?.message).toBe("nested more than 40 levels deep")
  })

  it("with a bomb of aliases costs nothing and is refused", () => {
    const bomb = [
      "a: &a [x, x]",
      ...["b", "c", "d", "e", "f", "g"].map((name, i) => `${name}: &${name} [*${"abcdefg"[i]}, *${"abcdefg"[i]}]`)
    ]
    const source = read(bomb.join("\n"))
    expect(source.problems.length).toBeGreaterThan(10)
    expect(JSON.stringify(source.tree).length).toBeLessThan(200)
  })

  it("of many keys is read in time that grows with its length", () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `key${i}: ${i}`).join("\n")
    expect(read(text).problems).toEqual([])
  })
})

describe("a path", () => {
  it.each([
    ["a.b.c", ["a", "b", "c"]],
    ["a[0].b", ["a", 0, "b"]],
    ["a.0.b", ["a", "0", "b"]],
    ['classes."a.b".gpus', ["classes", "a.b", "gpus"]],
    ["classes.<name>.gpus", ["classes", "<name>", "gpus"]],
    ["sites[].power", ["sites", "[]", "power"]]
  ])("%s", (text, path) => {
    expect(Path.parse(text)).toEqual(path)
  })

  it.each(["", ".a", "a..b", "a[x]", "a]b", 'a"b'])("%j is none", (text) => {
    expect(Path.parse(text)).toBeUndefined()
  })

  it("reads back from its text", () => {
    for (const path of [["a", 0, "b c", 'q"u'], ["a.b"], ["häuser", "1"], ["\u0000", "a\\n\n\t"]]) {
      expect(Path.parse(Path.format(path))).toEqual(path)
    }
  })
})
