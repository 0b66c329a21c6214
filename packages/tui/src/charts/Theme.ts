/** Colours by meaning and characters by ability: what charts and tables may use. Views ask for `good`, never for blue.
 *
 * Good and bad are blue and orange, which people with any kind of colour blindness can tell apart, and colour is never the only sign. */

/** Which characters may be drawn: Unicode braille (2 × 4 dots a cell), block elements, or ASCII only. */
export type Alphabet = "braille" | "block" | "ascii"

/** Puts a style around a text without changing its width. */
export type Style = (text: string) => string

/** The styles by meaning. `series` are the colours of lines in one chart, in order. */
export interface Theme {
  readonly title: Style
  readonly emphasis: Style
  readonly muted: Style
  readonly good: Style
  readonly bad: Style
  readonly warning: Style
  readonly series: ReadonlyArray<Style>
}

const plain: Style = (text) => text

/** No style at all: `NO_COLOR`, pipes, files, tests. */
export const none: Theme = {
  title: plain,
  emphasis: plain,
  muted: plain,
  good: plain,
  bad: plain,
  warning: plain,
  series: [plain]
}

const sgr =
  (on: string, off: string): Style =>
  (text) =>
    text === "" ? "" : `\u001B[${on}m${text}\u001B[${off}m`
const foreground = (colour: number): Style => sgr(`38;5;${colour}`, "39")

/** Colours of the 256-colour palette that are readable on light and dark backgrounds. */
export const ansi: Theme = {
  title: sgr("1", "22"),
  emphasis: sgr("1", "22"),
  muted: sgr("2", "22"),
  good: foreground(33),
  bad: foreground(208),
  warning: foreground(178),
  series: [33, 208, 37, 170, 142, 245].map(foreground)
}

/** The same meanings in the sixteen colours that every terminal has and that its user has chosen: blue and yellow for good and bad. */
export const sixteen: Theme = {
  title: sgr("1", "22"),
  emphasis: sgr("1", "22"),
  muted: sgr("2", "22"),
  good: sgr("94", "39"),
  bad: sgr("33", "39"),
  warning: sgr("35", "39"),
  series: ["94", "33", "36", "35", "32", "90"].map((code) => sgr(code, "39"))
}

/** The style of the line with this number; colours repeat when there are more lines than colours. */
export const seriesStyle = (theme: Theme, index: number): Style => theme.series[index % theme.series.length] ?? plain

/** How and how wide to draw. No line of a drawing is wider than `columns`. */
export interface Look {
  readonly columns: number
  readonly alphabet: Alphabet
  readonly theme: Theme
}
