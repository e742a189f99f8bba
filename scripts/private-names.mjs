// Gives the private names of classes (`#name`) ordinary ones. Each access to a private name loads a key from the
// context and looks it up until V8's last compiler has come, which a burst of changes is over before; a private method looks for
// the class's brand besides. TypeScript has checked by then who uses them.
import { parse } from 'acorn'

/**
 * @param source one ECMAScript module
 * @returns the same, with names that are each class's own, so that those of another class it extends are others
 */
export function withoutPrivateNames(source) {
  const replaced = []
  let count = 0

  function visit(node, names) {
    switch (node.type) {
      case 'ClassBody':
        names = new Map([...names, ...declared(node, ++count)])
        break
      case 'BinaryExpression':
        if (node.left.type === 'PrivateIdentifier') replace(node.left, `'${names.get(node.left.name)}'`)
        break
      case 'MemberExpression':
        if (node.property.type === 'PrivateIdentifier') replace(node.property, names.get(node.property.name))
        break
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.key.type === 'PrivateIdentifier') replace(node.key, names.get(node.key.name))
        break
    }
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value])
        if (typeof child?.type === 'string') visit(child, names)
    }
  }

  function replace({ start, end }, name) {
    const apart = /[\w$]/.test(source[start - 1]) ? ' ' : ''
    replaced.push({ start, end, name: apart + name })
  }

  visit(parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true }), new Map())
  replaced.sort((a, b) => a.start - b.start)
  let result = ''
  let at = 0
  for (const { start, end, name } of replaced) {
    result += source.slice(at, start) + name
    at = end
  }
  return result + source.slice(at)
}

/** The ordinary names of those that a class declares. */
function declared({ body }, count) {
  const keys = body.map((member) => member.key).filter((key) => key?.type === 'PrivateIdentifier')
  return keys.map(({ name }) => [name, `_${name}${count}`])
}
