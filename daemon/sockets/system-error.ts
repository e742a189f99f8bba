/** What the kernel answered, for the few errors that are told apart; the text of the others. */
export type ErrorCode = string

/** A call that the kernel refused. */
export class SystemError extends Error {
  override readonly name = 'SystemError'
  /** `EPERM` and the like. */
  readonly code: ErrorCode
  /** Which call it was. */
  readonly operation: string

  constructor(code: ErrorCode, operation: string) {
    super(`${operation}: ${code}`)
    this.code = code
    this.operation = operation
  }
}

/** raw-socket's errors have no code, only the C library's text, which is not translated in this process. */
const codeOfText: Readonly<Record<string, ErrorCode>> = {
  'Operation not permitted': 'EPERM',
  'Permission denied': 'EACCES',
  'Resource temporarily unavailable': 'EAGAIN',
  'No such device': 'ENODEV',
  'No such device or address': 'ENXIO',
  'Invalid argument': 'EINVAL',
  'Too many open files': 'EMFILE',
  'Too many open files in system': 'ENFILE',
  'Message too long': 'EMSGSIZE',
  'Address already in use': 'EADDRINUSE',
  'Cannot assign requested address': 'EADDRNOTAVAIL',
  'Network is down': 'ENETDOWN',
  'Network is unreachable': 'ENETUNREACH',
  'No buffer space available': 'ENOBUFS',
  'No route to host': 'EHOSTUNREACH',
  'Operation not supported': 'EOPNOTSUPP',
  'Protocol not available': 'ENOPROTOOPT',
  'No such file or directory': 'ENOENT',
  'Cannot allocate memory': 'ENOMEM',
  'Bad file descriptor': 'EBADF',
}

export function errorCodeOf(error: unknown): ErrorCode {
  if (!(error instanceof Error)) return 'unknown error'
  return codeOfText[error.message] ?? error.message
}
