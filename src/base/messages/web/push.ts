import { api } from './api.ts'

/** Whether this browser can be woken, and is: `denied` where the person said no to the browser. */
export type PushState = 'impossible' | 'denied' | 'off' | 'on'

const isPossible = () => 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis

/** The worker of the citizen's app wakes for the whole site, the console too. */
async function worker(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register('/sw.js')
  return navigator.serviceWorker.ready
}

export async function pushState(): Promise<PushState> {
  if (!isPossible()) return 'impossible'
  if (Notification.permission === 'denied') return 'denied'
  const known = await navigator.serviceWorker.getRegistration('/')
  return (await known?.pushManager.getSubscription()) ? 'on' : 'off'
}

/** Asks the person, then the browser's push service, and tells the server where to reach it. */
export async function turnOn(pushKey: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState()
  const { pushManager } = await worker()
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: pushKey })
  const { endpoint, keys } = subscription.toJSON()
  await api.messages.subscribe({
    body: { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } },
  })
  return 'on'
}

export async function turnOff(): Promise<PushState> {
  const { pushManager } = await worker()
  const subscription = await pushManager.getSubscription()
  if (!subscription) return 'off'
  await api.messages.endSubscription({ body: { endpoint: subscription.endpoint } })
  await subscription.unsubscribe()
  return 'off'
}
