/** The section of `docs/watch.md` on keys, made from the table. */
import { helpOf } from "./keys.ts"

/** A table in Markdown. */
export const keysAsMarkdown = (): string => {
  const rows = helpOf().map(
    ({ chords, group, help }) => `| ${group} | ${chords.map((chord) => `\`${chord}\``).join(" ")} | ${help} |`
  )
  return ["| | key | does |", "| --- | --- | --- |", ...rows].join("\n")
}
