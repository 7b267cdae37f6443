import { carrier, Unreached } from '#base/interchange/index.ts'

/**
 * The national axis (trục liên thông văn bản quốc gia). Its gateway is given only to agencies that are registered there, so
 * this way has never been run: whoever has access writes `deliver` against the gateway's own description. Until then a
 * partner of this carrier keeps its queue, and says why.
 */
export const axis = carrier({
  name: 'exchange.axis',
  window: 1,
  deliver: async () => {
    throw new Unreached('exchange.axis-not-run')
  },
})
