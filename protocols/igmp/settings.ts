export interface IgmpSettings {
  readonly interfaces: readonly never[]
}
