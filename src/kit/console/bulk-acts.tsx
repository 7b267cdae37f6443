import { Button, Menu, OverflowList } from '@mantine/core'
import { useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '../icon.tsx'

export interface BulkAct {
  readonly label: string
  readonly onClick: () => void
  /** What is meant most often; the others are plain. */
  readonly main?: boolean
  readonly icon?: IconName
  readonly busy?: boolean
  /** The key that does the same, heard elsewhere. */
  readonly shortcut?: string | undefined
}

/** What can be done with the chosen rows, on one line: what has no room waits behind one button. */
export function BulkActs({ acts }: { readonly acts: readonly BulkAct[] }) {
  return (
    <OverflowList
      className="k-bulk-line"
      gap="var(--space-2)"
      data={[...acts]}
      getItemKey={act => act.label}
      renderItem={act => <Act {...act} />}
      renderOverflow={rest => (
        <div>
          <Others acts={rest} />
        </div>
      )}
    />
  )
}

function Act({ label, onClick, main = false, icon, busy = false, shortcut }: BulkAct) {
  return (
    <Button
      variant={main ? 'filled' : 'default'}
      loading={busy}
      leftSection={icon ? <Icon name={icon} size={18} /> : undefined}
      rightSection={shortcut ? <KeyCap of={shortcut} /> : undefined}
      aria-keyshortcuts={shortcut}
      onClick={onClick}
    >
      {label}
    </Button>
  )
}

const KeyCap = ({ of }: { of: string }) => (
  <span className="k-key-cap" aria-hidden="true">
    {of}
  </span>
)

function Others({ acts }: { acts: readonly BulkAct[] }) {
  const t = useWords()
  return (
    <Menu position="top-end">
      <Menu.Target>
        <Button variant="default" leftSection={<Icon name="more" size={18} />} loading={acts.some(act => act.busy)}>
          {t('console.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {acts.map(({ label, onClick, icon, shortcut }) => (
          <Menu.Item
            key={label}
            leftSection={icon ? <Icon name={icon} size={18} /> : undefined}
            rightSection={shortcut ? <KeyCap of={shortcut} /> : undefined}
            onClick={onClick}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
