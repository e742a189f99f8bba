import { rolesBeside } from './roles.js'

rolesBeside('frr')
