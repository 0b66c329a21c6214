/** Colours by meaning and characters by ability: what charts and tables may use. Views ask for `good`, never for blue.
 *
 * Good and bad are blue and orange, which people with any kind of colour blindness can tell apart, and colour is never the only sign. */

/** Which characters may be drawn: Unicode braille (2 × 4 dots a cell), block elements, or ASCII only. */
export type Alphabet = "braille" | "block" | "ascii"

/** Puts a style around a text without changing its width. */
export type Style = (text: string) => string

/** What the terminal's background is like, as far as is known. */
export type Ground = "dark" | "light" | "unknown"

/** The styles by meaning. `series` are the colours of lines in one chart, in order, `fills` those of the areas under them. */
export interface Theme {
  readonly ground: Ground
  readonly title: Style
  readonly emphasis: Style
  readonly muted: Style
  /** Frames, axes, and whatever else is there to hold things together. */
  readonly border: Style
  /** Keys, the screen that is open. */
  readonly accent: Style
  /** The row that a key acts on. */
  readonly chosen: Style
  readonly good: Style
  readonly bad: Style
  readonly warning: Style
  readonly series: ReadonlyArray<Style>
  readonly fills: ReadonlyArray<Style>
}

const plain: Style = (text) => text

/** No style at all: `NO_COLOR`, pipes, files, tests. */
export const none: Theme = {
  ground: "unknown",
  title: plain,
  emphasis: plain,
  muted: plain,
  border: plain,
  accent: plain,
  chosen: plain,
  good: plain,
  bad: plain,
  warning: plain,
  series: [plain],
  fills: [plain]
}

const sgr =
  (on: string, off: string): Style =>
  (text) =>
    text === "" ? "" : `\u001B[${on}m${text}\u001B[${off}m`

/** Numbers of colours in the 256-colour palette. */
export interface Palette {
  readonly ink: Readonly<Record<"muted" | "good" | "bad" | "warning", number>>
  readonly series: ReadonlyArray<number>
  /** Not to be read: frames, and areas under lines. */
  readonly border: number
  readonly fills: ReadonlyArray<number>
}

/** Colours of letters have a contrast of 4.5 at least to the ground that they are for, and of 4 to black and to white where it is not known; a test
 * reckons it after WCAG 2.2. */
export const palettes: Readonly<Record<Ground, Palette>> = {
  dark: {
    ink: { muted: 246, good: 75, bad: 215, warning: 221 },
    series: [75, 215, 79, 177, 149, 250],
    border: 240,
    fills: [25, 94, 29, 96, 64, 241]
  },
  light: {
    ink: { muted: 241, good: 25, bad: 130, warning: 94 },
    series: [25, 130, 29, 90, 58, 240],
    border: 249,
    fills: [153, 223, 151, 182, 187, 252]
  },
  unknown: {
    ink: { muted: 243, good: 27, bad: 130, warning: 163 },
    series: [27, 130, 29, 163, 31, 243],
    border: 245,
    fills: [67, 137, 72, 133, 73, 247]
  }
}

const themeOf = (ground: Ground): Theme => {
  const { border, fills, ink, series } = palettes[ground]
  const foreground = (colour: number): Style => sgr(`38;5;${colour}`, "39")
  return {
    ground,
    title: sgr("1", "22"),
    emphasis: sgr("1", "22"),
    muted: foreground(ink.muted),
    border: foreground(border),
    accent: sgr(`1;38;5;${ink.good}`, "22;39"),
    chosen: sgr("7", "27"),
    good: foreground(ink.good),
    bad: foreground(ink.bad),
    warning: foreground(ink.warning),
    series: series.map(foreground),
    fills: fills.map(foreground)
  }
}

/** Colours of the 256-colour palette for a dark ground, for a light one, and for one that nobody has asked for. */
export const dark = themeOf("dark")
export const light = themeOf("light")
export const ansi = themeOf("unknown")

const sixteenSeries = ["94", "33", "36", "35", "32", "90"]

/** The same meanings in the sixteen colours that every terminal has and that its user has chosen: blue and yellow for good and bad. */
export const sixteen: Theme = {
  ground: "unknown",
  title: sgr("1", "22"),
  emphasis: sgr("1", "22"),
  muted: sgr("2", "22"),
  border: sgr("2", "22"),
  accent: sgr("1;94", "22;39"),
  chosen: sgr("7", "27"),
  good: sgr("94", "39"),
  bad: sgr("33", "39"),
  warning: sgr("35", "39"),
  series: sixteenSeries.map((code) => sgr(code, "39")),
  fills: sixteenSeries.map((code) => sgr(`2;${code}`, "22;39"))
}

/** The theme for a ground, of the same number of colours. */
export const onGround = (theme: Theme, ground: Ground): Theme =>
  theme !== ansi ? theme : ground === "dark" ? dark : ground === "light" ? light : ansi

/** The style of the line with this number; colours repeat when there are more lines than colours. */
export const seriesStyle = (theme: Theme, index: number): Style => theme.series[index % theme.series.length] ?? plain

/** The style of the area under that line. */
export const fillStyle = (theme: Theme, index: number): Style => theme.fills[index % theme.fills.length] ?? plain

/** How and how wide to draw. No line of a drawing is wider than `columns`. */
export interface Look {
  readonly columns: number
  readonly alphabet: Alphabet
  readonly theme: Theme
}
