/** How much a notice matters, in the words of the journal. */
export type NoticeLevel = 'error' | 'warning' | 'notice' | 'info' | 'debug'

/**
 * Something that happened in a protocol, as plain data. Each protocol has one closed union of these; the journal makes
 * a line of one, the metrics a count, the recorder a story.
 */
export interface Notice {
  /** kebab-case, unique over all protocols: `neighbor-state` */
  readonly notice: string
  readonly level: NoticeLevel
}
