import type { Answers } from '../../daemon/control/answers.js'
import type { DatabaseEntryView } from '../../protocols/ospf/view.js'
import { columns, renderTable, tableOr } from '../table.js'
import { instanceColumn } from './instance-column.js'

/** What of the database is asked for. */
export interface DatabaseChoice {
  /** The type's name as the table shows it; undefined: every type. */
  readonly type: string | undefined
  /** With the decoded bodies. */
  readonly detail: boolean
}

const HEADINGS = ['SCOPE', 'TYPE', 'LINK STATE ID', 'ADVERTISING ROUTER', '>AGE', 'SEQUENCE', 'CHECKSUM', '>BYTES', '']

export function renderDatabase(
  { running, instances, lsas }: Answers['/ospf/database'],
  choice: DatabaseChoice,
): string {
  if (!running) return 'OSPF does not run: there is no link state database (waymark show status).'
  const chosen = selectLsas(lsas, choice)
  const { headings, cells } = instanceColumn(instances)
  const all = columns(...headings, ...HEADINGS)
  if (chosen.length === 0) {
    const types = [...new Set(lsas.map(({ type }) => type))].sort()
    return choice.type === undefined
      ? 'No LSAs: an interface that is up would bring our own router-LSA (waymark show ospf interfaces).'
      : `No LSA of type ${choice.type}; there are: ${types.join(', ') || 'none'}.`
  }
  if (!choice.detail)
    return tableOr(
      '',
      all,
      chosen.map((lsa) => [...cells(lsa), ...row(lsa)]),
    )
  return chosen
    .map((lsa) => `${renderTable(all, [[...cells(lsa), ...row(lsa)]])}\n${renderBody(lsa.body, '  ')}`)
    .join('\n\n')
}

/** The LSAs of the wanted type: `router` also finds what is spelled `router-LSA`. */
function selectLsas<Entry extends DatabaseEntryView>(
  lsas: readonly Entry[],
  { type }: Pick<DatabaseChoice, 'type'>,
): readonly Entry[] {
  if (type === undefined) return lsas
  const plain = (name: string): string => name.toLowerCase().replace(/-lsa$/, '')
  return lsas.filter((lsa) => plain(lsa.type) === plain(type))
}

function row(lsa: DatabaseEntryView): string[] {
  return [
    lsa.interface !== null ? `link ${lsa.interface}` : lsa.area !== null ? `area ${lsa.area}` : 'AS',
    lsa.type,
    lsa.linkStateId,
    lsa.advertisingHostname ?? lsa.advertisingRouter,
    `${lsa.age}s`,
    lsa.sequenceNumber,
    lsa.checksum,
    `${lsa.length}`,
    lsa.selfOriginated ? 'own' : '',
  ]
}

/** Fields as `name: value`, lists of records as tables of their own. */
function renderBody(value: Readonly<Record<string, unknown>>, indent: string): string {
  return Object.entries(value)
    .map(([name, field]) => {
      if (isRecords(field)) {
        if (field.length === 0) return `${indent}${name}: none`
        const keys = [...new Set(field.flatMap((record) => Object.keys(record)))]
        const rows = field.map((record) => keys.map((key) => plain(record[key])))
        const table = renderTable(columns(...keys), rows)
        return `${indent}${name}:\n${table.replace(/^/gm, `${indent}  `)}`
      }
      return `${indent}${name}: ${plain(field)}`
    })
    .join('\n')
}

function isRecords(value: unknown): value is readonly Record<string, unknown>[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null)
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (Array.isArray(value)) return value.map(plain).join(' ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
