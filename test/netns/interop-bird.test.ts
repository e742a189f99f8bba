import { interoperate } from './interop.js'

interoperate('bird')
