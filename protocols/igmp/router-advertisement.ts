import { type Duration, later, milliseconds, seconds } from '../base/duration.js'
import { type Random, seededRandom } from '../base/random.js'
import { ALL_SNOOPERS } from './constants.js'
import type { IgmpInterface, IgmpMemory } from './memory.js'
import { sendMessage } from './send.js'

/** RFC 4286: its names and defaults. */
const AdvertisementInterval = seconds(20)
const AdvertisementJitter = 0.025
const MaxInitialAdvertisementInterval = seconds(2)
const MaxInitialAdvertisements = 3
const MAX_RESPONSE_DELAY = seconds(2)

/** The advertising of one interface. Its chance comes of its address: two routers of a link do not keep in step. */
export interface Advertising {
  readonly random: Random
  /** How many of the quick first ones are left. */
  initial: number
}

/** The interface has started: some advertisements in short order, then one each AdvertisementInterval. */
export function startAdvertising(memory: IgmpMemory, interface_: IgmpInterface): void {
  const { role, settings } = interface_
  if (!settings.routerAdvertisements || role.state === 'Initial') return
  const advertising = { random: seededRandom(role.address), initial: MaxInitialAdvertisements }
  interface_.advertising = advertising
  schedule(memory, interface_, milliseconds(advertising.random.next() * MaxInitialAdvertisementInterval))
}

/** The router ends here in good order: switches need not wait until they miss its advertisements. */
export function stopAdvertising(memory: IgmpMemory, interface_: IgmpInterface): void {
  if (interface_.advertising === undefined) return
  interface_.advertising = undefined
  memory.agenda.cancel(timerName(interface_))
  if (interface_.link.up) sendMessage(memory, interface_, ALL_SNOOPERS, { type: 'termination' })
}

/** A switch asks: it is answered a little later, so that routers do not answer all at once. */
export function receiveSolicitation(memory: IgmpMemory, interface_: IgmpInterface): void {
  const { advertising } = interface_
  if (advertising === undefined) return
  const at = later(memory.now, milliseconds(advertising.random.next() * MAX_RESPONSE_DELAY))
  memory.agenda.setEarlier(timerName(interface_), at, () => advertise(memory, interface_))
}

function advertise(memory: IgmpMemory, interface_: IgmpInterface): void {
  const { advertising, settings } = interface_
  if (advertising === undefined) return
  sendMessage(memory, interface_, ALL_SNOOPERS, {
    type: 'advertisement',
    advertisementInterval: AdvertisementInterval,
    queryInterval: settings.queryInterval,
    robustnessVariable: settings.robustnessVariable,
  })
  if (advertising.initial > 0) advertising.initial--
  const jitter = 1 + AdvertisementJitter * (2 * advertising.random.next() - 1)
  schedule(
    memory,
    interface_,
    advertising.initial > 0
      ? milliseconds(advertising.random.next() * MaxInitialAdvertisementInterval)
      : milliseconds(AdvertisementInterval * jitter),
  )
}

function schedule(memory: IgmpMemory, interface_: IgmpInterface, delay: Duration): void {
  memory.agenda.set(timerName(interface_), later(memory.now, delay), () => advertise(memory, interface_))
}

function timerName({ link }: IgmpInterface): string {
  return `advertisement ${link.index}`
}
