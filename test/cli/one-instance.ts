/** An answer about the default instance only. */
export const ONE_INSTANCE = { running: true, instances: ['default'] } as const
export const NO_INSTANCE = { running: false, instances: [] } as const

export function ofDefault<View extends object>(views: readonly View[]): (View & { readonly instance: string })[] {
  return views.map((view) => ({ instance: 'default', ...view }))
}
