/** What a screen is: a pure function from a scene to rows of text.
 *
 * **The contract of a screen** (`screens/<Name>.ts` exports one `Screen`, which `screens/screens.ts` lists):
 * - `draw` gives at most `size.rows` rows, none wider than `size.columns` cells, whatever the size; `Window.ts` draws title, tabs, time line and
 *   footer around it. The tests hold every screen to that at 30×8, 40×12, 80×24, 120×40 and 200×60.
 * - Nothing but its arguments goes in: no clock, no terminal, no state between calls. Stable axes come from `scene.ui.scales`.
 * - Colour is the second channel: a word, letter, sign or place says the same (`Look.theme` has meanings, not colours).
 * - What does not fit is left out from the least important on; numbers are never cut in the middle.
 * - Two lanes: `scene.lanes[1]` is there in a comparison; show the difference beside the figure of the first. */
import type { Look } from "../charts/Theme.ts"
import type { Scene } from "../session/Scene.ts"
import type { ScreenName } from "../session/Wish.ts"

/** Room for a drawing, in cells. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** A pure drawing: at most `size.rows` rows of at most `size.columns` cells. `look.columns` is not looked at: `size.columns` counts. */
export type Draw = (scene: Scene, size: Size, look: Look) => ReadonlyArray<string>

export interface Screen {
  readonly name: ScreenName
  /** On its tab. */
  readonly title: string
  /** One line for the help page. */
  readonly about: string
  readonly draw: Draw
}
