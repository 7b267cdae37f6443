import './stations.css'
import { Button } from '@mantine/core'
import { useIdle } from '@mantine/hooks'
import { useEffect } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import { useStation } from './use-station.ts'

const MINUTE_MS = 60_000

/** On a shared machine: at which post one sits, and one tap that locks it. Untouched it locks itself. */
export function StationLock() {
  const station = useStation()
  return station ? <Lock post={station.post} idleMs={station.idleMinutes * MINUTE_MS} /> : null
}

function Lock({ post, idleMs }: { post: string; idleMs: number }) {
  const t = useWords()
  const { signOut } = useSession()
  const idle = useIdle(idleMs, { initialState: false })
  useEffect(() => {
    if (idle) void signOut()
  }, [idle, signOut])
  return (
    <div className="st-lock">
      <span>{post}</span>
      <Button leftSection={<Icon name="lock" size={18} />} onClick={() => void signOut()}>
        {t('stations.web.lock')}
      </Button>
    </div>
  )
}
