/** The one table of keys: what each does, when it applies, and why it does not. The footer, the `?` page, the section of `docs/watch.md` and the tests
 * are made from it; nobody else knows a key.
 *
 * A binding belongs to a *mode*: the screen itself, or what lies over it and takes the keys. A chord is a key as `ui/chords.ts` names it: `space`, `right`,
 * `shift+right`, `ctrl+c`, `?`. What a binding does stands in `ui/Controller.ts`, by the same name. */
import type { Overlay, Scene } from "../session/Scene.ts"
import { type Binding, groups, type Mode } from "./Binding.ts"
import { overlayKeys } from "./overlayKeys.ts"
import { screenKeys } from "./screenKeys.ts"

export const keys = { ...screenKeys, ...overlayKeys } as const satisfies Record<string, Binding>

/** The name of a binding. */
export type Action = keyof typeof keys

const entries = (): ReadonlyArray<readonly [Action, Binding]> =>
  // the names are those of the table, which TypeScript does not keep through `Object.entries`
  (Object.keys(keys) as Array<Action>).map((action) => [action, keys[action]])

/** The mode that the keys are in. */
export const modeOf = ({ kind }: Overlay): Mode => (kind === "none" ? "screen" : kind)

/** What a chord means now: the action, and if it does not apply why. Undefined: nothing. */
export const meaningOf = (
  chord: string,
  scene: Scene
): { readonly action: Action; readonly whyNot: string | undefined } | undefined => {
  const mode = modeOf(scene.ui.overlay)
  const found = entries().find(
    ([, binding]) => binding.mode === mode && binding.chords.includes(chord) && (binding.where?.(scene) ?? true)
  )
  return found === undefined ? undefined : { action: found[0], whyNot: found[1].whyNot?.(scene) }
}

/** A chord as people read it. */
export const chordText = (chord: string): string => {
  const names: Readonly<Record<string, string>> = {
    left: "←",
    right: "→",
    up: "↑",
    down: "↓",
    return: "enter",
    escape: "esc",
    "shift+left": "⇧←",
    "shift+right": "⇧→",
    "shift+tab": "⇧tab",
    "ctrl+c": "^C",
    "ctrl+z": "^Z"
  }
  return names[chord] ?? chord
}

/** The same in ASCII. */
export const plainChordText = (chord: string): string => {
  const text = chordText(chord)
  return /^[\x20-\x7E]*$/.test(text) ? text : chord
}

/** The keys of the footer that apply now, the most important first: chord and word. */
export const footerOf = (scene: Scene): ReadonlyArray<readonly [chord: string, word: string]> => {
  const mode = modeOf(scene.ui.overlay)
  return entries()
    .map(([, binding]) => binding)
    .filter(
      (binding) =>
        binding.mode === mode &&
        binding.footer !== undefined &&
        (binding.where?.(scene) ?? true) &&
        binding.whyNot?.(scene) === undefined
    )
    .sort((a, b) => (a.footer ?? 0) - (b.footer ?? 0))
    .map(({ chords: [chord = ""], short }) => [chord, short])
}

/** One line of the help page. */
export interface HelpLine {
  readonly group: string
  readonly chords: ReadonlyArray<string>
  readonly help: string
  /** Why it does not apply now. */
  readonly whyNot: string | undefined
}

/** Every key of the screens, group by group. Without a scene: as the documentation has it. */
export const helpOf = (scene?: Scene): ReadonlyArray<HelpLine> =>
  groups.flatMap((group) =>
    entries()
      .map(([, binding]) => binding)
      .filter((binding) => binding.group === group && binding.mode === "screen")
      .map((binding) => ({
        group,
        chords: binding.chords,
        help: binding.help,
        whyNot:
          scene === undefined
            ? undefined
            : (binding.where?.(scene) ?? true)
              ? binding.whyNot?.(scene)
              : "not on this screen"
      }))
  )
