import type { ConsolePage } from '#kit/page.ts'

const words = ['command', 'indicators', 'tracing', 'checkpoints']

export const pages: ConsolePage[] = [
  {
    path: '/command',
    words,
    verb: 'command.read',
    nav: { group: 'command', order: 30, label: 'command.nav', icon: 'chart', begin: 2 },
    load: () => import('./page.tsx').then(m => m.CommandPage),
  },
  {
    path: '/command/wall',
    words,
    verb: 'command.read',
    face: 'wall',
    load: () => import('./wall.tsx').then(m => m.WallPage),
  },
]
