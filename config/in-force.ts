import { inFile, isSection, type Tree, treeOf } from './diff.js'
import { keyOf } from './json-schema.js'
import type { Path } from './place.js'
import type { Settings } from './settings.js'

/** A key of the file with the value that counts, its own or its default. */
export interface SettingInForce {
  /** Dotted, in the words of the file: `ospf.areas.0.0.0.0.interfaces.lan0.mtu-ignore` */
  readonly path: string
  /** As a person writes it, without secrets. */
  readonly value: string
}

/** Every key that has a value, defaults included, in the order of the settings. */
export function settingsInForce(settings: Settings): readonly SettingInForce[] {
  return Object.entries(settings).flatMap(([section, value]) => {
    const path = [keyOf(section)]
    return leavesOf(treeOf(path, value), path)
  })
}

function leavesOf(tree: Tree | undefined, path: Path): readonly SettingInForce[] {
  if (tree === undefined) return []
  if (isSection(tree)) return [...tree].flatMap(([key, part]) => leavesOf(part, [...path, key]))
  return [{ path: inFile(path).join('.'), value: tree.text }]
}
