import { rolesBeside } from './roles.js'

rolesBeside('bird')
