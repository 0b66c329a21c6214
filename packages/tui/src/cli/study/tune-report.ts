/** What `lode tune` prints: the winner beside the scenario as it is, how sure that is, what it rests on, and what matters most around it. */
import { Study } from "@lode/sim"
import { bars } from "../../charts/Bars.ts"
import type { Look } from "../../charts/Theme.ts"
import { percent, quantity } from "../../text/format.ts"
import * as Trial from "./study-report.ts"
import { table } from "../table.ts"
import { assumed, attackText, basis, type Found, labelOf, mattersMost, sentence } from "./tune-words.ts"

/** The text for a person. */
export const text = (found: Found, out: string): string => textAt(found, Trial.look(), out)

/** The same for any look. */
export const textAt = (found: Found, look: Look, out: string): string => {
  const { study } = found
  const emphasised = (said: string) => Trial.paragraph(said, look).map(look.theme.emphasis)
  const parts = [
    emphasised(sentence(found)),
    Trial.wanted(study, look),
    [rows(found, look)],
    Trial.paragraph(assumed(found), look),
    Trial.paragraph(attackText(found), look),
    [...emphasised(mattersMost(found)), ...drawing(found, look)]
  ]
  return Trial.page(found, { found: Trial.apart(parts), basis: basis(found), out }, look)
}

const rows = (found: Found, look: Look): string => {
  const { scores, study } = found
  const isFront = study.goal.objectives.length > 1
  return table(
    [
      { header: "setting" },
      ...Trial.columnsOf(study),
      ...(isFront ? [] : [{ header: "is best", align: "right" as const }])
    ],
    scores.map((scored, index) => [
      labelOf(found, index),
      ...Trial.cellsOf(study, scored.point ?? Study.startOf(study), scored),
      ...(isFront ? [] : [scored.judged.violation > 0 ? "-" : percent(scored.probability, 2)])
    ]),
    look
  )
}

const drawing = ({ moves, study }: Found, look: Look): ReadonlyArray<string> => {
  const unit = Trial.unitOf(study, 0)
  const items = moves
    .filter(({ size }) => Number.isFinite(size))
    .map(({ name, role, size, sure }) => ({
      label: role === "assumption" ? `${name} (assumption)` : name,
      value: size,
      text: `${quantity(size, unit)}${sure ? "" : " (may be luck)"}`
    }))
  return items.length === 0 ? [] : [bars(items, look)]
}
