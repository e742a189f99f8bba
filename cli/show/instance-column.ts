/** What tables say of OSPF instances: nothing where there is but one. */
export interface InstanceColumn {
  readonly headings: readonly string[]
  readonly cells: (row: { readonly instance: string }) => readonly string[]
}

export function instanceColumn(instances: readonly string[]): InstanceColumn {
  if (instances.length < 2) return { headings: [], cells: () => [] }
  return { headings: ['INSTANCE'], cells: ({ instance }) => [instance] }
}
