import { maskOf } from '../../base/prefix.js'
import type { ExternalRoute } from '../external/route.js'
import { encodeAsExternalLsa } from '../lsa/as-external-lsa.js'
import { Options } from '../packet/options.js'
import type { Content } from './own.js'

/** RFC 2328 §12.4.4: what our AS-external-LSA for a network says. */
export function externalLsa({ prefix, metric, metricType, tag, forwardingAddress }: ExternalRoute): Content {
  return {
    options: Options.E,
    body: encodeAsExternalLsa({
      networkMask: maskOf(prefix.length),
      type2: metricType === 2,
      metric,
      forwardingAddress,
      externalRouteTag: tag,
    }),
  }
}
